import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { DeliveryResponse } from '../../../shared/contracts/deliveries.ts';
import { addDays } from '../../../shared/domain/calendar/day.ts';
import { Loaded } from '../../parts/notices/loaded.tsx';
import { EmptyNotice, RowsSkeleton } from '../../parts/notices/notices.tsx';
import { clock, count, instant, rate, words } from '../../words/format.ts';
import { orderFacts } from './order-facts.ts';
import { factsOfFlightsQuery } from './facts-query.ts';
import classes from '../pacing.module.css';

/** Replaced reports shown before somebody asks for all. */
const FEW_REPLACED = 3;

/** What was reported about a line on one day, and the post that brought each number. */
export function DayFacts(props: { campaignId: string; flightIds: readonly string[]; day: string; zone: string }) {
  const facts = useQuery(
    factsOfFlightsQuery(props.campaignId, props.flightIds, { from: props.day, to: addDays(props.day, 1) }),
  );
  return (
    <Loaded query={facts} skeleton={<RowsSkeleton rows={2} />}>
      {(rows) => {
        if (rows.length === 0) {
          return (
            <EmptyNotice
              title="Nothing was reported for this day"
              text="No platform has sent a row for this line and day. It counts as unknown, not as zero."
            />
          );
        }
        return <FactTable rows={rows} zone={props.zone} />;
      }}
    </Loaded>
  );
}

/** What counts stands first, then the last of what it replaced; the rest is asked for. */
function FactTable({ rows, zone }: { rows: readonly DeliveryResponse[]; zone: string }) {
  const [isAll, setAll] = useState(false);
  const { counting, replaced } = orderFacts(rows);
  const hidden = isAll ? 0 : Math.max(0, replaced.length - FEW_REPLACED);
  const shown = [...counting, ...replaced.slice(0, replaced.length - hidden)];
  return (
    <>
      <FactRows rows={shown} zone={zone} />
      {hidden > 0 && (
        <div className={classes.more}>
          <Button size="compact-sm" variant="default" onClick={() => setAll(true)}>
            Show {count(hidden)} more that were replaced
          </Button>
        </div>
      )}
    </>
  );
}

function FactRows({ rows, zone }: { rows: readonly DeliveryResponse[]; zone: string }) {
  return (
    <table className="table">
      <thead>
        <tr>
          <th>Source and placement</th>
          <th>Window</th>
          <th className="num">Revision</th>
          <th className="num">Spend</th>
          <th className="num">Impressions</th>
          <th className="num">Clicks</th>
          <th>Counts</th>
          <th>Came with</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((fact) => (
          <tr key={fact.id}>
            <td>
              <div>{fact.sourceName}</div>
              <div className={classes.sub}>
                {fact.placement}
                {fact.hour && ` · ${clock(fact.hour, zone)}`}
              </div>
            </td>
            <td>
              {words(fact.window)}
              {fact.kind === 'delta' && ' (adds)'}
            </td>
            <td className="num">{count(fact.revision)}</td>
            <td className={`num ${fact.counts ? '' : classes.superseded}`}>{rate(fact.spendMicros)}</td>
            <td className={`num ${fact.counts ? '' : classes.superseded}`}>{count(fact.impressions)}</td>
            <td className={`num ${fact.counts ? '' : classes.superseded}`}>{count(fact.clicks)}</td>
            <td className={classes.nowrap}>{fact.counts ? 'Yes' : 'No, replaced by a later report'}</td>
            <td className={classes.nowrap}>
              {fact.attemptId === '' ? (
                // Days kept by the first version don't know their post.
                <span className="quiet">A post before {instant(fact.receivedAt, zone)}</span>
              ) : (
                <Link to="/webhook-attempts/$attemptId" params={{ attemptId: fact.attemptId }}>
                  Post of {instant(fact.receivedAt, zone)}
                </Link>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
