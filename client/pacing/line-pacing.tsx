import { UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Fragment } from 'react';
import type { PacingResponse, PacingRow, PacingSeriesResponse } from '../../shared/contracts/pacing.ts';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice, RowsSkeleton } from '../parts/notices/notices.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { channelWord, day, period } from '../words/format.ts';
import { DayFacts } from './facts/day-facts.tsx';
import { measureOf, sayAmount, type Metric } from './measure.ts';
import { FlightsPanel } from './flight-pacing.tsx';
import { PacingChart } from './pacing-chart.tsx';
import { PacingFigures } from './pacing-figures.tsx';
import { pacingSeriesQuery } from './pacing-queries.ts';
import { WindowPanel } from './window-panel.tsx';
import classes from './pacing.module.css';

type LinePacingProps = Readonly<{
  pacing: PacingResponse;
  row: PacingRow;
  metric: Metric;
  asOf?: string;
  openDay?: string;
}>;

/** One line: its figures, curve, flights and days; a day opens what was reported and by which post. */
export function LinePacing({ pacing, row, metric, asOf, openDay }: LinePacingProps) {
  const series = useQuery(
    pacingSeriesQuery(pacing.campaignId, { lineId: row.id, metric, asOf, known: asOf ? pacing.known : undefined }),
  );
  const flights = pacing.flights.filter((flight) => flight.lineId === row.id);
  return (
    <div className={classes.stack}>
      <nav className={classes.crumbs} aria-label="Where this number is">
        <Link
          from="/campaigns/$campaignId/pacing"
          to="."
          search={(before) => ({ ...before, line: undefined, day: undefined })}
        >
          All lines
        </Link>
        <span aria-hidden>/</span>
        <strong>{row.label}</strong>
        <span className="quiet">
          {channelWord(row.channel ?? '')} · {row.vendor} · {period(row.startDay, row.endDay)}
        </span>
      </nav>
      <PacingFigures row={row} metric={metric} label={`Pace of ${row.label}`} />
      <div className="quiet">{measureOf(row, metric).reason}</div>
      <Loaded query={series} skeleton={<RowsSkeleton rows={6} height={32} />}>
        {(data) => (
          <>
            <PacingChart
              series={data}
              title={metric === 'spend' ? 'Spend against the plan' : 'Impressions against the plan'}
              note={row.label}
              isPast={asOf !== undefined}
            />
            <FlightsPanel rows={flights} metric={metric} zone={pacing.timeZone} />
            <WindowPanel row={row} />
            <Panel title="Day by day" note="a day opens the posts behind its number" flush>
              <Days
                series={data}
                campaignId={pacing.campaignId}
                flightIds={flights.map(({ id }) => id)}
                zone={pacing.timeZone}
                metric={metric}
                openDay={openDay}
              />
            </Panel>
          </>
        )}
      </Loaded>
    </div>
  );
}

type DaysProps = Readonly<{
  series: PacingSeriesResponse;
  campaignId: string;
  flightIds: readonly string[];
  zone: string;
  metric: Metric;
  openDay?: string;
}>;

function Days({ series, campaignId, flightIds, zone, metric, openDay }: DaysProps) {
  const navigate = useNavigate({ from: '/campaigns/$campaignId/pacing' });
  const points = series.points.filter((point) => point.day <= series.today).toReversed();
  if (points.length === 0)
    return <EmptyNotice title="Not started yet" text="The days of this line appear here once it runs." />;
  const toggle = (value: string) =>
    void navigate({
      search: (before) => ({ ...before, day: before.day === value ? undefined : value }),
      replace: true,
      resetScroll: false,
    });
  return (
    <TableRegion label="Days of the line">
      <table className="table">
        <thead>
          <tr>
            <th>Day</th>
            <th className="num">{metric === 'spend' ? 'Spent' : 'Delivered'}</th>
            <th className="num">Planned</th>
            <th className="num">{metric === 'spend' ? 'Spent to date' : 'Delivered to date'}</th>
            <th className="num">Planned to date</th>
          </tr>
        </thead>
        <tbody>
          {points.map((point) => {
            const isOpen = point.day === openDay;
            const Icon = isOpen ? IconChevronDown : IconChevronRight;
            return (
              <Fragment key={point.day}>
                <tr>
                  <td>
                    <UnstyledButton
                      className={classes.dayButton}
                      aria-expanded={isOpen}
                      onClick={() => toggle(point.day)}
                    >
                      <Icon size={14} aria-hidden /> {day(point.day, 'weekday')}
                    </UnstyledButton>
                  </td>
                  <td className="num">{sayAmount(metric, point.deliveredOfDay)}</td>
                  <td className="num">{sayAmount(metric, point.plannedOfDay)}</td>
                  <td className="num">{sayAmount(metric, point.delivered)}</td>
                  <td className="num">{sayAmount(metric, point.planned)}</td>
                </tr>
                {isOpen && (
                  <tr className={classes.facts}>
                    <td colSpan={5}>
                      <DayFacts campaignId={campaignId} flightIds={flightIds} day={point.day} zone={zone} />
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </TableRegion>
  );
}
