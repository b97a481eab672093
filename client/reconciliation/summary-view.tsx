import { IconScale } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { z } from 'zod';
import type { reconciliationResponseSchema } from '../../shared/contracts/reconciliation.ts';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice } from '../parts/notices/notices.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { count, signedMoney, tableMoney } from '../words/format.ts';
import { summaryQuery } from './reconciliation-queries.ts';
import classes from './reconciliation.module.css';

type Totals = z.infer<typeof reconciliationResponseSchema>['totals'];

/** Order, as-run and invoice of each station side by side. */
export function SummaryView({ campaignId }: { campaignId: string }) {
  const summary = useQuery(summaryQuery(campaignId));
  return (
    <Panel title="Order, as-run, invoice" note="per station; payable is what an as-run row stands behind" flush>
      <Loaded query={summary}>
        {({ rows, totals }) => {
          if (rows.length === 0) {
            return (
              <EmptyNotice
                icon={IconScale}
                title="Nothing to reconcile yet"
                text="Stations appear here once spots are scheduled. Import what they say aired, and it is matched."
              />
            );
          }
          const cell = tableMoney(
            rows.flatMap((row) => [
              row.orderedCents,
              row.airedCents,
              row.invoicedCents,
              row.payableCents,
              row.creditedCents,
            ]),
          );
          return (
            <TableRegion label="Stations">
              <table className="table table-pinned">
                <thead>
                  <tr>
                    <th>Station</th>
                    <th className="num">Ordered</th>
                    <th className="num">Ordered, $</th>
                    <th className="num">Aired</th>
                    <th className="num">With as-run</th>
                    <th className="num">Missed</th>
                    <th className="num">Made good</th>
                    <th className="num">Credited, $</th>
                    <th className="num">Invoiced, $</th>
                    <th className="num">Payable, $</th>
                    <th className="num">Invoiced less payable</th>
                    <th className="num">Unmatched rows</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <tr key={row.station}>
                      <td>
                        <strong>{row.station}</strong>
                      </td>
                      <Numbers row={row} cell={cell} campaignId={campaignId} station={row.station} />
                    </tr>
                  ))}
                </tbody>
                <tfoot>
                  <tr>
                    <td>All stations</td>
                    <Numbers row={totals} cell={cell} campaignId={campaignId} />
                  </tr>
                </tfoot>
              </table>
            </TableRegion>
          );
        }}
      </Loaded>
    </Panel>
  );
}

/** The figures of a station or of all; each opens where it came from. */
function Numbers(props: { row: Totals; cell: (cents: number) => string; campaignId: string; station?: string }) {
  const { row, cell, campaignId, station } = props;
  const to = { campaignId, station };
  return (
    <>
      <td className="num">
        <ToSpots {...to} value={row.orderedSpots} />
      </td>
      <td className="num">{cell(row.orderedCents)}</td>
      <td className="num">
        <ToSpots {...to} value={row.airedSpots} />
      </td>
      <td className="num">
        <ToView campaignId={campaignId} search={{ view: 'rows', state: 'matched' }} value={row.verifiedSpots}>
          {count(row.verifiedSpots)}
        </ToView>
      </td>
      <td className="num">
        <ToSpots {...to} view="makegoods" value={row.missedSpots} />
      </td>
      <td className="num">
        <ToSpots {...to} value={row.madeGoodSpots} />
      </td>
      <td className="num">
        <ToView campaignId={campaignId} search={{ view: 'disputes' }} value={row.creditedCents}>
          {cell(row.creditedCents)}
        </ToView>
      </td>
      <td className="num">
        <ToView campaignId={campaignId} search={{ view: 'discrepancies' }} value={row.invoicedCents}>
          {cell(row.invoicedCents)}
        </ToView>
      </td>
      <td className="num">{cell(row.payableCents)}</td>
      <td className={`num ${classes.nowrap}`}>
        {row.invoicedCents === 0 ? <span className="quiet">no invoice</span> : signedMoney(row.varianceCents)}
      </td>
      <td className="num">
        <ToView campaignId={campaignId} search={{ view: 'rows', state: 'unmatched' }} value={row.unmatchedRows}>
          {count(row.unmatchedRows)}
        </ToView>
      </td>
    </>
  );
}

function ToSpots(props: { campaignId: string; station: string | undefined; view?: 'makegoods'; value: number }) {
  const { campaignId, station, view, value } = props;
  if (value === 0) return '0';
  return (
    <Link
      className={classes.figure}
      to="/campaigns/$campaignId/spots"
      params={{ campaignId }}
      search={{ view, station: view ? undefined : station }}
    >
      {count(value)}
    </Link>
  );
}

type ViewSearch = Readonly<{
  view: 'rows' | 'disputes' | 'discrepancies';
  state?: 'matched' | 'unmatched';
}>;

/** Nothing to open where there is nothing. */
function ToView(props: { campaignId: string; search: ViewSearch; value: number; children: ReactNode }) {
  const { campaignId, search, value } = props;
  if (value === 0) return props.children;
  return (
    <Link className={classes.figure} to="/campaigns/$campaignId/reconciliation" params={{ campaignId }} search={search}>
      {props.children}
    </Link>
  );
}
