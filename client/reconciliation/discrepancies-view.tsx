import { Button } from '@mantine/core';
import { IconEqual } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { DiscrepancyResponse } from '../../shared/contracts/disputes.ts';
import { StatusChip } from '../parts/chips/status-chip.tsx';
import { AmountField } from '../parts/fields/amount-field.tsx';
import { Figure, FigureStrip } from '../parts/figures/figure.tsx';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice } from '../parts/notices/notices.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { count, day, money, NO_VALUE, signedMoney, tableMoney, words } from '../words/format.ts';
import { readableDays } from '../words/readable-days.ts';
import { DISCREPANCY_WORDS, DISPUTE_LOOKS } from './discrepancy-words.ts';
import { discrepanciesQuery } from './disputes/dispute-queries.ts';
import classes from './reconciliation.module.css';

/** Where order, as-run, invoice and posting differ, with a dispute a click away. */
export function DiscrepanciesView({ campaign, mayEdit }: { campaign: CampaignResponse; mayEdit: boolean }) {
  const { tolerance = 0 } = useSearch({ from: '/signed-in/campaigns/$campaignId/reconciliation' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId/reconciliation' });
  const found = useQuery(discrepanciesQuery(campaign.id, tolerance));
  return (
    <>
      <AmountField
        label="Tolerance a spot, $"
        description="A line this near to its order says nothing"
        w={230}
        cents={tolerance}
        onCents={(cents) =>
          void navigate({
            search: (before) => ({ ...before, tolerance: Math.min(cents ?? 0, 100_000) || undefined }),
            replace: true,
          })
        }
      />
      <Loaded query={found}>
        {(data) =>
          data.invoicedCents === 0 && data.items.length === 0 ? (
            <NoInvoice />
          ) : (
            <>
              <FigureStrip label="Invoiced against payable">
                <Figure label="Invoiced" value={money(data.invoicedCents)} />
                <Figure label="Payable of it" value={money(data.payableCents)} note="ordered, aired and proved" />
                <Figure label="In question" value={money(data.invoicedCents - data.payableCents)} />
                <Figure
                  label="To look at"
                  value={count(data.items.filter(({ code }) => code !== 'invoice_missing').length)}
                  note="discrepancies with an invoice or a posting"
                />
              </FigureStrip>
              <Panel title="Discrepancies" note="order against as-run, invoice and posting" flush>
                {data.items.length === 0 ? (
                  <EmptyNotice
                    icon={IconEqual}
                    title="Order, as-run and invoice agree"
                    text="Every spot billed was ordered at that price, aired, and has its as-run row."
                  />
                ) : (
                  <Table
                    items={data.items}
                    mayEdit={mayEdit}
                    onOpen={(search) => void navigate({ search: (before) => ({ ...before, ...search }) })}
                  />
                )}
              </Panel>
            </>
          )
        }
      </Loaded>
    </>
  );
}

function NoInvoice() {
  return (
    <Panel title="Discrepancies" note="order against as-run, invoice and posting" flush>
      <EmptyNotice
        icon={IconEqual}
        title="No invoice yet"
        text="Amounts come with the station’s file: map its invoiced column on import, and what it bills is compared spot by spot with what was ordered and aired."
      />
    </Panel>
  );
}

type Open = (search: { claim?: string; dispute?: string }) => void;

function Table({ items, mayEdit, onOpen }: { items: readonly DiscrepancyResponse[]; mayEdit: boolean; onOpen: Open }) {
  const told = items.filter(({ code }) => code !== 'invoice_missing');
  const missing = new Map<string, DiscrepancyResponse[]>();
  for (const one of items)
    if (one.code === 'invoice_missing') missing.set(one.station, [...(missing.get(one.station) ?? []), one]);
  const cell = tableMoney(items.flatMap((one) => [one.orderedCents, one.invoicedCents, one.claimCents]));
  return (
    <TableRegion label="What differs, row by row">
      <table className="table">
        <thead>
          <tr>
            <th>What differs</th>
            <th>Station and time</th>
            <th className="num">Ordered, $</th>
            <th className="num">Invoiced, $</th>
            <th className="num">Difference</th>
            <th>Dispute</th>
          </tr>
        </thead>
        <tbody>
          {told.map((one) => (
            <tr key={one.key}>
              <td className={classes.what}>
                <strong>{DISCREPANCY_WORDS[one.code]}</strong>
                <div className={classes.sub}>{readableDays(one.message)}</div>
              </td>
              <td className={classes.nowrap}>
                {one.station} {one.period?.replace('-', ' ')}
                <div className={classes.sub}>
                  {one.airDay && day(one.airDay, 'weekday')} {one.clock}
                </div>
              </td>
              <td className="num">{one.code === 'posting_below' ? NO_VALUE : cell(one.orderedCents)}</td>
              <td className="num">{one.code === 'posting_below' ? NO_VALUE : cell(one.invoicedCents)}</td>
              <td className="num">{signedMoney(one.differenceCents)}</td>
              <td className={classes.nowrap}>
                <DisputeCell one={one} mayEdit={mayEdit} onOpen={onOpen} />
              </td>
            </tr>
          ))}
          {[...missing].map(([station, spots]) => (
            <tr key={station}>
              <td className={classes.what}>
                <strong>{DISCREPANCY_WORDS.invoice_missing}</strong>
                <div className={classes.sub}>
                  {spots.length === 1 ? 'One spot' : `${count(spots.length)} spots`} with an as-run row; the invoice may
                  still come.
                </div>
              </td>
              <td>{station}</td>
              <td className="num">{cell(spots.reduce((sum, spot) => sum + spot.orderedCents, 0))}</td>
              <td className="num">{NO_VALUE}</td>
              <td className="num">{NO_VALUE}</td>
              <td className="quiet">{NO_VALUE}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

function DisputeCell({ one, mayEdit, onOpen }: { one: DiscrepancyResponse; mayEdit: boolean; onOpen: Open }) {
  const { dispute } = one;
  if (dispute) {
    return (
      <button type="button" className={classes.chipButton} onClick={() => onOpen({ dispute: dispute.id })}>
        <StatusChip status={DISPUTE_LOOKS[dispute.status]} word={words(dispute.status)} />
        <span className="visually-hidden">Open the dispute</span>
      </button>
    );
  }
  if (!mayEdit || one.claimCents === 0) return <span className="quiet">{NO_VALUE}</span>;
  return (
    <Button size="compact-sm" variant="default" onClick={() => onOpen({ claim: one.key })}>
      Dispute…
    </Button>
  );
}
