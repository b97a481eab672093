import { Button } from '@mantine/core';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { WebhookSourceResponse } from '../../shared/contracts/webhooks.ts';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice } from '../parts/notices/notices.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { useActor, useMay } from '../people/session.ts';
import { count, HOME_ZONE, instant } from '../words/format.ts';
import { NewSource } from './source/new-source.tsx';
import { sourcesQuery } from './source-queries.ts';
import { DIALECT_WORDS, FeedChip } from './webhook-words.tsx';
import classes from './webhooks.module.css';

/** Every platform that reports to us, and how its feed does. */
export function SourcesPage() {
  const sources = useQuery(sourcesQuery);
  const search = useSearch({ from: '/signed-in/webhook-sources' });
  const navigate = useNavigate({ from: '/webhook-sources' });
  const mayIntegrate = useMay('integrate');
  const isPlatform = useActor()?.role === 'platform';
  const openNew = (isOpen: boolean) => void navigate({ search: { new: isOpen || undefined }, replace: true });
  const newButton = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => openNew(true)}>
      New source
    </Button>
  );
  return (
    <>
      <PageHead
        title="Webhook sources"
        tab="Webhook sources"
        note={
          isPlatform
            ? 'What you report to us, each with its own address and secret'
            : 'Platforms that report delivery to us, each with its own address and secret'
        }
        actions={mayIntegrate && newButton}
      />
      <Panel flush>
        <Loaded query={sources}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyNotice
                icon={IconWebhook}
                title="No source yet"
                text="A source gives one platform an address to post its reports to, and a secret to sign them with."
                action={mayIntegrate && newButton}
              />
            ) : (
              <SourceTable rows={rows} />
            )
          }
        </Loaded>
      </Panel>
      {mayIntegrate && search.new && <NewSource onClose={() => openNew(false)} />}
    </>
  );
}

function SourceTable({ rows }: { rows: readonly WebhookSourceResponse[] }) {
  return (
    <TableRegion label="Webhook sources">
      <table className="table table-pinned">
        <thead>
          <tr>
            <th>Source</th>
            <th>Feed</th>
            <th>Last accepted</th>
            <th className="num">Posts, 24 h</th>
            <th className="num">Rows stored, 24 h</th>
            <th className="num">Duplicate rows, 24 h</th>
            <th className="num">Bad signatures, 24 h</th>
            <th className="num">Unmapped</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((source) => {
            const { attempts, rows: counts } = source.lastDay;
            const posts = Object.values(attempts).reduce((sum, value) => sum + value, 0);
            return (
              <tr key={source.id}>
                <td className={classes.nowrap}>
                  <Link to="/webhook-sources/$sourceId" params={{ sourceId: source.id }} className={classes.name}>
                    {source.name}
                  </Link>
                  <div className={classes.sub}>{DIALECT_WORDS[source.dialect]}</div>
                </td>
                <td>
                  <FeedChip source={source} />
                </td>
                <td className={classes.nowrap}>
                  {source.lastAcceptedAt ? (
                    instant(source.lastAcceptedAt, HOME_ZONE)
                  ) : (
                    <span className="quiet">Never</span>
                  )}
                </td>
                <td className="num">{count(posts)}</td>
                <td className="num">{count(counts.stored)}</td>
                <td className="num">{count(counts.duplicates)}</td>
                <td className="num">{count(attempts.bad_signature ?? 0)}</td>
                <td className="num">{count(source.unmapped.length)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableRegion>
  );
}
