import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { WebhookAttemptDetail } from '../../../shared/contracts/webhooks.ts';
import { flightQuery } from '../../pacing/pacing-queries.ts';
import { Facts } from '../../parts/figures/facts.tsx';
import { sayDone, sayFailed } from '../../parts/notices/announce.ts';
import { Loaded } from '../../parts/notices/loaded.tsx';
import { EmptyNotice, RowsSkeleton } from '../../parts/notices/notices.tsx';
import { PageHead } from '../../parts/page/page-head.tsx';
import { Panel } from '../../parts/page/panel.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { useActor, useMay } from '../../people/session.ts';
import { count, day, decimal, HOME_ZONE, instant, rate, words } from '../../words/format.ts';
import { StepList } from './attempt-result.tsx';
import { attemptQuery, useReprocess } from '../source-queries.ts';
import { AttemptChip } from '../webhook-words.tsx';
import classes from '../webhooks.module.css';

/** Why a post may have moved nothing, by how it was taken. */
const WHY_NOTHING: Readonly<Record<WebhookAttemptDetail['status'], string>> = {
  processing: 'It is still being booked.',
  ok: 'Its numbers were known already, or it brought none.',
  duplicate: 'It is a repeat of a post that was taken before.',
  bad_signature: 'It could not be verified, so nothing of it was kept but what you see here.',
  invalid: 'It could not be read, so none of its rows was booked.',
  conflict: 'Its id was used before for another body, so it was not taken.',
  unmatched: 'Its placements had no flight when it came. Mapped once on the source, what it reported counts.',
  failed: 'None of its rows could be booked; those that are held wait on the source.',
};

/** One post, whole: what came, how it was verified, what we answered, what it changed. */
export function AttemptPage() {
  const { attemptId } = useParams({ from: '/signed-in/webhook-attempts/$attemptId' });
  const attempt = useQuery(attemptQuery(attemptId));
  return (
    <Loaded query={attempt} skeleton={<RowsSkeleton rows={8} height={32} />}>
      {(data) => <Attempt attempt={data} />}
    </Loaded>
  );
}

function Attempt({ attempt }: { attempt: WebhookAttemptDetail }) {
  return (
    <>
      <nav className={classes.crumb} aria-label="Where this page is">
        <Link to="/webhook-sources">Webhook sources</Link> <span aria-hidden>/</span>
        <Link to="/webhook-sources/$sourceId" params={{ sourceId: attempt.sourceId }} search={{ view: 'attempts' }}>
          {attempt.sourceName}
        </Link>{' '}
        <span aria-hidden>/</span>
      </nav>
      <PageHead
        title={
          <Group gap={12}>
            Post of {instant(attempt.receivedAt, HOME_ZONE)} <AttemptChip status={attempt.status} />
          </Group>
        }
        tab="Post"
        note={attempt.problem ?? `${count(attempt.counts.stored)} of ${count(attempt.counts.received)} rows stored`}
        actions={<Again attempt={attempt} />}
      />
      <div className={classes.columns}>
        <div className={classes.stack}>
          <Panel title="What it changed" note="how the totals moved" flush>
            <Changes attempt={attempt} />
          </Panel>
          <Panel title="Body" note={attempt.rawBodyTruncated ? 'the first part, as received' : 'as received'}>
            <pre className={classes.raw} tabIndex={0} aria-label="Body as received">
              {pretty(attempt.rawBody)}
            </pre>
          </Panel>
          <Panel title="Our answer">
            <pre className={classes.raw} tabIndex={0} aria-label="Our answer">
              {attempt.httpStatus ?? 'No status yet'}
              {attempt.answer ? `\n${JSON.stringify(attempt.answer, null, 2)}` : ''}
              {attempt.refusal === null ? '' : `\n${pretty(attempt.refusal)}`}
            </pre>
            {attempt.status === 'bad_signature' && (
              <div className="quiet">
                Every post that can’t be verified gets the same words, so that nobody learns which part was wrong. Here
                the verification says it.
              </div>
            )}
          </Panel>
        </div>
        <div className={classes.stack}>
          <Panel title="Verification">
            {attempt.steps.length === 0 ? (
              <div className="quiet">This did not come through the door, so there was nothing to verify.</div>
            ) : (
              <StepList steps={attempt.steps} />
            )}
          </Panel>
          <Panel title="Facts">
            <Facts
              rows={[
                ['Event id', attempt.eventId ?? 'none'],
                ['Came by', words(attempt.via)],
                ['Bytes', count(attempt.byteCount)],
                ['Took', `${decimal(attempt.durationMs, 2)} ms`],
                ['Rows received', count(attempt.counts.received)],
                ['Stored', count(attempt.counts.stored)],
                ['Duplicates', count(attempt.counts.duplicates)],
                ['Quarantined', count(attempt.counts.quarantined)],
                ['Dead letters', count(attempt.counts.dead)],
                ['Rejected', count(attempt.counts.rejected)],
                ['Taken up again', attempt.reprocessedAt ? instant(attempt.reprocessedAt, HOME_ZONE) : undefined],
              ]}
            />
          </Panel>
          <Panel title="Headers" note="signatures redacted">
            <Facts rows={Object.entries(attempt.headers)} />
          </Panel>
        </div>
      </div>
    </>
  );
}

function Again({ attempt }: { attempt: WebhookAttemptDetail }) {
  const reprocess = useReprocess();
  const mayIntegrate = useMay('integrate');
  if (!mayIntegrate || attempt.status === 'bad_signature') return null;
  return (
    <Button
      variant="default"
      loading={reprocess.isPending}
      onClick={() => reprocess.mutate(attempt.id, { onSuccess: () => sayDone('Taken up again.'), onError: sayFailed })}
    >
      Take up again
    </Button>
  );
}

function Changes({ attempt }: { attempt: WebhookAttemptDetail }) {
  if (attempt.changes.length === 0) {
    return <EmptyNotice title="It changed no total" text={WHY_NOTHING[attempt.status]} />;
  }
  const hasConversions = attempt.changes.some((change) => change.conversions !== 0);
  return (
    <TableRegion label="What the post changed">
      <table className="table">
        <thead>
          <tr>
            <th>Placement</th>
            <th>Day</th>
            <th className="num">Spend</th>
            <th className="num">Impressions</th>
            <th className="num">Clicks</th>
            {hasConversions && <th className="num">Conversions</th>}
          </tr>
        </thead>
        <tbody>
          {attempt.changes.map((change) => (
            <tr key={`${change.placement} ${change.day}`}>
              <td>
                <strong>{change.placement}</strong>
                <div className={classes.sub}>
                  {change.flightId ? <FlightOf flightId={change.flightId} day={change.day} /> : 'not mapped yet'}
                </div>
              </td>
              <td className={classes.nowrap}>{day(change.day, 'weekday')}</td>
              <td className="num">{signed(change.spendMicros, rate)}</td>
              <td className="num">{signed(change.impressions, count)}</td>
              <td className="num">{signed(change.clicks, count)}</td>
              {hasConversions && <td className="num">{signed(change.conversions, count)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

/** The line a placement's flight belongs to, as the way to its day on Pacing; a platform sees the flight's id alone. */
function FlightOf({ flightId, day: on }: { flightId: string; day: string }) {
  const isPlatform = useActor()?.role === 'platform';
  const flight = useQuery({ ...flightQuery(flightId), enabled: !isPlatform });
  if (!flight.data) return flightId;
  const { campaignId, lineId, lineName } = flight.data;
  return (
    <Link to="/campaigns/$campaignId/pacing" params={{ campaignId }} search={{ line: lineId, day: on }}>
      {lineName}
    </Link>
  );
}

function signed(value: number, say: (value: number) => string): string {
  return value === 0 ? '0' : `${value > 0 ? '+' : '−'}${say(Math.abs(value))}`;
}

/** JSON in lines for reading; anything else as it came. */
function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
