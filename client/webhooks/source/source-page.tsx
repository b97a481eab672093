import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { AttemptStatus, WebhookSourceResponse } from '../../../shared/contracts/webhooks.ts';
import { Segmented } from '../../parts/fields/segmented.tsx';
import { Figure, FigureStrip } from '../../parts/figures/figure.tsx';
import { sayDone, sayFailed } from '../../parts/notices/announce.ts';
import { IssueList } from '../../parts/notices/issue-list.tsx';
import { Loaded } from '../../parts/notices/loaded.tsx';
import { RowsSkeleton } from '../../parts/notices/notices.tsx';
import { PageHead } from '../../parts/page/page-head.tsx';
import { useActor, useMay } from '../../people/session.ts';
import { count, fromNow, HOME_ZONE, instant, NO_VALUE } from '../../words/format.ts';
import { AttemptsView } from '../attempts/attempts-view.tsx';
import { HeldView } from './held-view.tsx';
import { IntegrateView } from './integrate-view.tsx';
import { PlacementsView } from './placements-view.tsx';
import { sourceQuery, useUpdateSource } from '../source-queries.ts';
import { DIALECT_WORDS, FeedChip } from '../webhook-words.tsx';
import classes from '../webhooks.module.css';

/** One platform: how its feed does, how to connect it, its posts, its placements, and what was kept apart. */
export function SourcePage() {
  const { sourceId } = useParams({ from: '/signed-in/webhook-sources/$sourceId' });
  const source = useQuery(sourceQuery(sourceId));
  return (
    <Loaded query={source} skeleton={<RowsSkeleton rows={8} height={32} />}>
      {(data) => <Source source={data} />}
    </Loaded>
  );
}

function Source({ source }: { source: WebhookSourceResponse }) {
  const { view = 'integrate' } = useSearch({ from: '/signed-in/webhook-sources/$sourceId' });
  const navigate = useNavigate({ from: '/webhook-sources/$sourceId' });
  const isPlatform = useActor()?.role === 'platform';
  const unmapped = source.unmapped.length;
  return (
    <>
      <nav className={classes.crumb} aria-label="Where this page is">
        <Link to="/webhook-sources">Webhook sources</Link> <span aria-hidden>/</span>
      </nav>
      <PageHead
        title={
          <Group gap={12}>
            {source.name} <FeedChip source={source} />
          </Group>
        }
        tab={source.name}
        note={`${DIALECT_WORDS[source.dialect]} · days in ${source.timeZone}`}
        actions={<Pause source={source} />}
      />
      <div className={classes.stack}>
        <LastDay source={source} />
        {source.issues.length > 0 && <IssueList issues={source.issues} />}
        <Group className="no-print">
          <Segmented
            label="View"
            value={view}
            options={[
              { value: 'integrate', label: 'Connect' },
              { value: 'attempts', label: 'Posts' },
              { value: 'placements', label: unmapped > 0 ? `Placements (${count(unmapped)} unmapped)` : 'Placements' },
              ...(isPlatform ? [] : [{ value: 'held' as const, label: 'Held rows' }]),
            ]}
            onChange={(value) =>
              void navigate({ search: { view: value === 'integrate' ? undefined : value }, replace: true })
            }
          />
        </Group>
        {view === 'integrate' && <IntegrateView source={source} />}
        {view === 'attempts' && <AttemptsView source={source} />}
        {view === 'placements' && <PlacementsView source={source} />}
        {view === 'held' && !isPlatform && <HeldView sourceId={source.id} />}
      </div>
    </>
  );
}

function LastDay({ source }: { source: WebhookSourceResponse }) {
  const { attempts, rows } = source.lastDay;
  const posts = Object.values(attempts).reduce((sum, value) => sum + value, 0);
  const [now] = useState(() => Date.now());
  const forged = attempts.bad_signature ?? 0;
  const unmapped = attempts.unmatched ?? 0;
  const trouble = (attempts.invalid ?? 0) + (attempts.failed ?? 0) + (attempts.conflict ?? 0);
  return (
    <FigureStrip label="The last 24 hours">
      <Figure
        label="Posts, 24 h"
        value={count(posts)}
        note={`${count(attempts.ok ?? 0)} accepted, ${count(attempts.duplicate ?? 0)} duplicate${unmapped > 0 ? `, ${count(unmapped)} unmapped` : ''}`}
      />
      <Figure
        label="Rows, 24 h"
        value={count(rows.received)}
        note={`${count(rows.stored)} stored, ${count(rows.duplicates)} duplicate`}
      />
      <Figure
        label="Bad signatures, 24 h"
        value={count(forged)}
        note={forged > 0 && <SeePosts status="bad_signature" />}
      />
      <Figure
        label="Invalid or failed, 24 h"
        value={count(trouble)}
        note={
          trouble > 0 && <SeePosts status={attempts.failed ? 'failed' : attempts.invalid ? 'invalid' : 'conflict'} />
        }
      />
      <Figure
        label="Last accepted"
        value={source.lastAcceptedAt ? fromNow(source.lastAcceptedAt, now) : NO_VALUE}
        note={source.nextExpectedAt ? `next by ${instant(source.nextExpectedAt, HOME_ZONE)}` : undefined}
      />
    </FigureStrip>
  );
}

/** From a number of posts to these posts. */
function SeePosts({ status }: { status: AttemptStatus }) {
  return (
    <Link from="/webhook-sources/$sourceId" to="." search={{ view: 'attempts', status }}>
      See them
    </Link>
  );
}

function Pause({ source }: { source: WebhookSourceResponse }) {
  const update = useUpdateSource(source);
  const mayIntegrate = useMay('integrate');
  if (!mayIntegrate) return null;
  const isPaused = source.status === 'paused';
  return (
    <Button
      variant="default"
      loading={update.isPending}
      onClick={() =>
        update.mutate(
          { status: isPaused ? 'active' : 'paused' },
          {
            onSuccess: () =>
              sayDone(isPaused ? 'Posts are accepted again.' : 'Paused: posts are refused until you resume.'),
            onError: sayFailed,
          },
        )
      }
    >
      {isPaused ? 'Resume' : 'Pause'}
    </Button>
  );
}
