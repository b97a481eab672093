import { IconTarget } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { PostingResponse } from '../../shared/contracts/reconciliation.ts';
import { StatusChip } from '../parts/chips/status-chip.tsx';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice } from '../parts/notices/notices.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { basisPoints, count, instant, NO_VALUE, percent, points, tableMoney } from '../words/format.ts';
import { postingQuery } from './reconciliation-queries.ts';
import classes from './reconciliation.module.css';

type Row = PostingResponse['rows'][number];
const LOOKS = {
  posted: ['ok', 'Posted'],
  under: ['under', 'Below the line'],
  open: ['ordered', 'Still airing'],
} as const;

/** Delivered against ordered audience per station and quarter of the broadcast calendar, and what is owed. */
export function PostingView({ campaign }: { campaign: CampaignResponse }) {
  const posting = useQuery(postingQuery(campaign.id));
  const note = posting.data
    ? `as of ${instant(posting.data.asOf, campaign.timeZone)}; stations do not offset each other`
    : 'per station and quarter';
  return (
    <Panel title="Posting" note={note} flush>
      <Loaded query={posting}>
        {({ rows }) =>
          rows.length === 0 ? (
            <EmptyNotice
              icon={IconTarget}
              title="Nothing to post yet"
              text="A quarter is posted from the spots that aired in it against the audience that was ordered."
            />
          ) : (
            <PostingTable rows={rows} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function PostingTable({ rows }: { rows: readonly Row[] }) {
  const cell = tableMoney(rows.flatMap((row) => [row.creditedCents, row.creditCents]));
  return (
    <TableRegion label="Posting by station and quarter">
      <table className="table table-pinned">
        <thead>
          <tr>
            <th>Station</th>
            <th>Quarter</th>
            <th>Result</th>
            <th className="num">Spots ordered</th>
            <th className="num">Aired</th>
            <th className="num">Points ordered</th>
            <th className="num">Delivered</th>
            <th className="num">Share</th>
            <th className="num">At least</th>
            <th className="num">Points owed</th>
            <th className="num">Worth, $</th>
            <th className="num">Credited, $</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.station} ${row.year} ${row.quarter}`}>
              <td>
                <strong>{row.station}</strong>
              </td>
              <td className={classes.nowrap}>
                Q{row.quarter} {row.year}
              </td>
              <td>
                <StatusChip status={LOOKS[row.status][0]} word={LOOKS[row.status][1]} />
              </td>
              <td className="num">{count(row.orderedSpots)}</td>
              <td className="num">{count(row.airedSpots)}</td>
              <td className="num">{points(row.orderedHundredths)}</td>
              <td className="num">{points(row.deliveredHundredths)}</td>
              <td className="num">
                {row.shareBasisPoints === null ? NO_VALUE : basisPoints(row.shareBasisPoints)}
                <div className={classes.meter} aria-hidden>
                  <span style={{ width: percent(Math.min(1, (row.shareBasisPoints ?? 0) / 10_000)) }} />
                </div>
              </td>
              <td className="num">{basisPoints(row.lineBasisPoints)}</td>
              <td className="num">{points(row.owedHundredths)}</td>
              <td className="num">{cell(row.creditCents)}</td>
              <td className="num">{cell(row.creditedCents)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}
