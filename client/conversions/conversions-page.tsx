import { useQuery } from '@tanstack/react-query';
import { IconWorldOff } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import type { ConversionReport, ConversionSums } from '../../shared/contracts/conversions.ts';
import { Figure, FigureStrip } from '../parts/figures/figure.tsx';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice } from '../parts/notices/notices.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { count, decimal, money, NO_VALUE, period, tableMoney } from '../words/format.ts';
import { conversionsQuery, siteQuery } from './conversion-queries.ts';
import classes from './conversions.module.css';
import { SitePanels } from './site-panels.tsx';

/** What the campaign's own website counted, by the line that brought it: visits, donations, cost and return. */
export function ConversionsPage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/conversions' });
  const report = useQuery(conversionsQuery(campaignId));
  const site = useQuery(siteQuery(campaignId));
  return (
    <>
      <PageHead
        title="Conversions"
        tab="Conversions"
        note={
          report.data
            ? `${period(report.data.from, report.data.to)} · counted by the campaign’s own website, with consent only`
            : 'counted by the campaign’s own website'
        }
      />
      <div className={classes.stack}>
        <Loaded query={report}>{(data) => <Report report={data} />}</Loaded>
        <Loaded query={site}>{(data) => <SitePanels site={data} />}</Loaded>
      </div>
    </>
  );
}

/** A return of 2.5 is $2.50 donated for each dollar of media. */
const returnWord = (ratio: number | null) => (ratio === null ? NO_VALUE : `${decimal(ratio)}×`);

function Report({ report }: { report: ConversionReport }) {
  const { totals } = report;
  const unattributed = report.rows.find(({ lineId }) => lineId === null);
  const isSilent = report.rows.every(({ visits, signups, donations }) => visits + signups + donations === 0);
  return (
    <>
      {isSilent && (
        <Panel flush>
          <EmptyNotice
            icon={IconWorldOff}
            title="The website has not told anything yet"
            text="Paste the script below into it and give each line’s ads their tagged link. Visits count once a visitor agrees."
          />
        </Panel>
      )}
      <FigureStrip label="Conversions of all lines">
        <Figure label="Visits" value={count(totals.visits)} />
        <Figure label="Sign-ups" value={count(totals.signups)} />
        <Figure
          label="Donations"
          value={count(totals.donations)}
          note={unattributed ? `and ${count(unattributed.donations)} no line brought` : undefined}
        />
        <Figure label="Donated" value={money(totals.donatedCents)} note="never counted as media spend" />
        <Figure
          label="Cost per donation"
          value={totals.costPerDonationCents === null ? NO_VALUE : money(totals.costPerDonationCents)}
        />
        <Figure label="Return" value={returnWord(totals.returnRatio)} note="donated ÷ media spend" />
      </FigureStrip>
      <Panel
        title="By line"
        note="Rule “tagged line”: an event belongs to the line its link’s utm_content names, else to nobody"
        flush
      >
        <Table report={report} />
        {report.outside > 0 && (
          <div className={`quiet ${classes.outside}`}>
            {count(report.outside)} {report.outside === 1 ? 'event is' : 'events are'} dated before or after the
            campaign and counted in no row.
          </div>
        )}
      </Panel>
    </>
  );
}

function Table({ report }: { report: ConversionReport }) {
  const all = [...report.rows, report.totals];
  const nobody = report.rows.find(({ lineId }) => lineId === null);
  const cell = tableMoney(all.flatMap((row) => [row.spendCents, row.donatedCents, row.costPerDonationCents ?? 0]));
  return (
    <TableRegion label="Conversions by line">
      <table className="table table-pinned">
        <thead>
          <tr>
            <th>Line</th>
            <th className="num">Media spend, $</th>
            <th className="num">Visits</th>
            <th className="num">Sign-ups</th>
            <th className="num">Donations</th>
            <th className="num">Donated, $</th>
            <th className="num">Cost per donation, $</th>
            <th className="num">Return</th>
          </tr>
        </thead>
        <tbody>
          {report.rows.map(
            (row) =>
              row.lineId !== null && (
                <tr key={row.lineId}>
                  <td>
                    <Link
                      to="/campaigns/$campaignId/pacing"
                      params={{ campaignId: report.campaignId }}
                      search={{ line: row.lineId }}
                      className={classes.name}
                    >
                      {row.label}
                    </Link>
                  </td>
                  <Numbers row={row} cell={cell} />
                </tr>
              ),
          )}
        </tbody>
        <tfoot>
          <tr>
            <td>All lines</td>
            <Numbers row={report.totals} cell={cell} />
          </tr>
          {nobody && (
            <tr className={classes.nobody}>
              <td>{nobody.label}, not in the sum</td>
              <Numbers row={nobody} cell={cell} />
            </tr>
          )}
        </tfoot>
      </table>
    </TableRegion>
  );
}

function Numbers({ row, cell }: { row: ConversionSums; cell: (cents: number) => string }) {
  return (
    <>
      <td className="num">{cell(row.spendCents)}</td>
      <td className="num">{count(row.visits)}</td>
      <td className="num">{count(row.signups)}</td>
      <td className="num">{count(row.donations)}</td>
      <td className="num">{cell(row.donatedCents)}</td>
      <td className="num">{row.costPerDonationCents === null ? NO_VALUE : cell(row.costPerDonationCents)}</td>
      <td className="num">{returnWord(row.returnRatio)}</td>
    </>
  );
}
