import { IconMessageReport } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { CreditsResponse, DisputeResponse } from '../../../shared/contracts/disputes.ts';
import { StatusChip } from '../../parts/chips/status-chip.tsx';
import { Figure, FigureStrip } from '../../parts/figures/figure.tsx';
import { Loaded } from '../../parts/notices/loaded.tsx';
import { EmptyNotice } from '../../parts/notices/notices.tsx';
import { Panel } from '../../parts/page/panel.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { instant, money, NO_VALUE, tableMoney, words } from '../../words/format.ts';
import { DISCREPANCY_WORDS, DISPUTE_LOOKS } from '../discrepancy-words.ts';
import { creditsQuery, disputesQuery } from './dispute-queries.ts';
import classes from '../reconciliation.module.css';

/** Disputes with stations, and what each owes. */
export function DisputesView({ campaign }: { campaign: CampaignResponse }) {
  const disputes = useQuery(disputesQuery(campaign.id));
  const credits = useQuery(creditsQuery(campaign.id));
  const navigate = useNavigate({ from: '/campaigns/$campaignId/reconciliation' });
  return (
    <>
      <Loaded query={credits}>{(data) => <Credits credits={data} />}</Loaded>
      <Panel title="Disputes" flush>
        <Loaded query={disputes}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyNotice
                icon={IconMessageReport}
                title="No dispute yet"
                text="Open one on a discrepancy: it keeps the claim, the evidence, what the station says and the credit agreed."
              />
            ) : (
              <DisputeTable
                rows={rows}
                zone={campaign.timeZone}
                onOpen={(dispute) => void navigate({ search: (before) => ({ ...before, dispute }) })}
              />
            )
          }
        </Loaded>
      </Panel>
    </>
  );
}

function DisputeTable(props: { rows: readonly DisputeResponse[]; zone: string; onOpen: (id: string) => void }) {
  const cell = tableMoney(props.rows.flatMap((one) => [one.claimedCents, one.creditCents ?? 0]));
  return (
    <TableRegion label="Each dispute">
      <table className="table">
        <thead>
          <tr>
            <th>Station</th>
            <th>What differs</th>
            <th>State</th>
            <th className="num">Claim, $</th>
            <th className="num">Credit, $</th>
            <th>Last word</th>
          </tr>
        </thead>
        <tbody>
          {props.rows.map((one) => {
            const last = one.history.at(-1);
            return (
              <tr key={one.id}>
                <td>
                  <button type="button" className={classes.rowButton} onClick={() => props.onOpen(one.id)}>
                    {one.station}
                  </button>
                </td>
                <td>
                  {DISCREPANCY_WORDS[one.code]}
                  <div className={classes.sub}>{one.subject}</div>
                </td>
                <td>
                  <StatusChip status={DISPUTE_LOOKS[one.status]} word={words(one.status)} />
                </td>
                <td className="num">{cell(one.claimedCents)}</td>
                <td className="num">{one.creditCents === null ? NO_VALUE : cell(one.creditCents)}</td>
                <td>
                  {last?.note}
                  <div className={classes.sub}>{last && `${last.by} · ${instant(last.at, props.zone)}`}</div>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableRegion>
  );
}

function Credits({ credits: { rows, totals } }: { credits: CreditsResponse }) {
  const cell = tableMoney([...rows, totals].flatMap(({ ...row }) => amountsOf(row)));
  return (
    <>
      <FigureStrip label="What stations owe">
        <Figure label="Credits owed" value={money(totals.owedCents)} note="agreed, to be set off" />
        <Figure label="Claimed" value={money(totals.claimedCents)} note="in disputes not settled" />
        <Figure label="Not yet claimed" value={money(totals.postingOwedCents)} note="owed by the posting" />
      </FigureStrip>
      {rows.length > 0 && (
        <Panel title="Credits by station" flush>
          <TableRegion label="Credits of each station">
            <table className="table">
              <thead>
                <tr>
                  <th>Station</th>
                  <th className="num">For make-goods, $</th>
                  <th className="num">From disputes, $</th>
                  <th className="num">Owed, $</th>
                  <th className="num">Claimed, $</th>
                  <th className="num">Posting, not claimed, $</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.station}>
                    <td>
                      <strong>{row.station}</strong>
                    </td>
                    <CreditCells row={row} cell={cell} />
                  </tr>
                ))}
              </tbody>
              <tfoot>
                <tr>
                  <td>All stations</td>
                  <CreditCells row={totals} cell={cell} />
                </tr>
              </tfoot>
            </table>
          </TableRegion>
        </Panel>
      )}
    </>
  );
}

type Sums = CreditsResponse['totals'];
const amountsOf = (row: Sums) => [
  row.makegoodCreditCents,
  row.settledCents,
  row.owedCents,
  row.claimedCents,
  row.postingOwedCents,
];

function CreditCells({ row, cell }: { row: Sums; cell: (cents: number) => string }) {
  return (
    <>
      <td className="num">{cell(row.makegoodCreditCents)}</td>
      <td className="num">{cell(row.settledCents)}</td>
      <td className="num">{cell(row.owedCents)}</td>
      <td className="num">{cell(row.claimedCents)}</td>
      <td className="num">{cell(row.postingOwedCents)}</td>
    </>
  );
}
