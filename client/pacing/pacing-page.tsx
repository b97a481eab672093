import { Button, Skeleton, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { PacingKnown, PacingResponse } from '../../shared/contracts/pacing.ts';
import { addDays, isDay } from '../../shared/domain/calendar/day.ts';
import { dayStart, todayIn } from '../../shared/domain/calendar/zone.ts';
import { Segmented } from '../parts/fields/segmented.tsx';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice, RowsSkeleton } from '../parts/notices/notices.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { day, instant } from '../words/format.ts';
import { LinePacing } from './line-pacing.tsx';
import type { Metric } from './measure.ts';
import { PacingChart } from './pacing-chart.tsx';
import { PacingFigures } from './pacing-figures.tsx';
import { pacingQuery, pacingSeriesQuery } from './pacing-queries.ts';
import { PacingTable } from './pacing-table.tsx';
import { WindowPanel } from './window-panel.tsx';
import classes from './pacing.module.css';

const ReplanPanel = lazy(() =>
  import('../replans/replan-panel.tsx').then((module) => ({ default: module.ReplanPanel })),
);

/** How delivery stands against the plan, now or as of another moment; each number opens down to the post behind it. */
export function PacingPage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/pacing' });
  const search = useSearch({ from: '/signed-in/campaigns/$campaignId/pacing' });
  const metric: Metric = search.metric ?? 'spend';
  const pacing = useQuery(pacingQuery(campaignId, search.asOf, search.known));
  return (
    <>
      <PageHead
        title="Pacing"
        tab="Pacing"
        note={pacing.data ? noteOf(pacing.data) : 'Reading…'}
        actions={<View zone={pacing.data?.timeZone} metric={metric} asOf={search.asOf} known={search.known} />}
      />
      <Loaded query={pacing} skeleton={<RowsSkeleton rows={8} height={36} />}>
        {(data) => {
          // An alert about a flight leads here too: it opens that flight's line.
          const lineId = data.flights.find((flight) => flight.id === search.line)?.lineId ?? search.line;
          const row = data.lines.find((line) => line.id === lineId);
          if (row)
            return <LinePacing pacing={data} row={row} metric={metric} asOf={search.asOf} openDay={search.day} />;
          return <Whole pacing={data} metric={metric} asOf={search.asOf} />;
        }}
      </Loaded>
    </>
  );
}

function noteOf(pacing: PacingResponse): string {
  const reported = pacing.dataThrough
    ? `reported through ${day(pacing.dataThrough, 'weekday')}`
    : 'nothing reported yet';
  const isPast = pacing.known === 'then';
  const since = isPast && pacing.campaign.reportedSince ? ', some of it reported only later' : '';
  return `As of ${instant(pacing.asOf, pacing.timeZone)}${isPast ? ', as known then' : ''} · ${reported}${since} · days in ${pacing.timeZone}`;
}

type ViewProps = Readonly<{ zone?: string; metric: Metric; asOf?: string; known?: PacingKnown }>;

function View({ zone, metric, asOf, known }: ViewProps) {
  const navigate = useNavigate({ from: '/campaigns/$campaignId/pacing' });
  const judge = (value: string) => {
    if (!zone) return;
    const next = isDay(value) ? new Date(dayStart(addDays(value, 1), zone)).toISOString() : undefined;
    void navigate({ search: (before) => ({ ...before, asOf: next, known: undefined }), replace: true });
  };
  const shown = asOf && zone ? addDays(todayIn(Date.parse(asOf), zone), -1) : '';
  return (
    <>
      <TextInput
        type="date"
        aria-label="As of the end of this day"
        title="As of the end of this day; empty means now"
        w={190}
        leftSection={<span className="quiet">As of</span>}
        leftSectionWidth={56}
        value={shown}
        disabled={!zone}
        onChange={(event) => judge(event.currentTarget.value)}
      />
      {asOf && (
        <>
          <Segmented
            label="Known"
            value={known ?? 'then'}
            options={[
              { value: 'then', label: 'As known then' },
              { value: 'now', label: 'With corrections since' },
            ]}
            onChange={(value) =>
              void navigate({
                search: (before) => ({ ...before, known: value === 'then' ? undefined : value }),
                replace: true,
              })
            }
          />
          <Button variant="default" onClick={() => judge('')}>
            As of now
          </Button>
        </>
      )}
      <Segmented
        label="Measure"
        value={metric}
        options={[
          { value: 'spend', label: 'Spend' },
          { value: 'impressions', label: 'Impressions' },
        ]}
        onChange={(value) =>
          void navigate({
            search: (before) => ({ ...before, metric: value === 'spend' ? undefined : value }),
            replace: true,
          })
        }
      />
    </>
  );
}

function Whole({ pacing, metric, asOf }: { pacing: PacingResponse; metric: Metric; asOf?: string }) {
  const series = useQuery(
    pacingSeriesQuery(pacing.campaignId, { metric, asOf, known: asOf ? pacing.known : undefined }),
  );
  if (pacing.planId === null) {
    return (
      <Panel flush>
        <EmptyNotice
          title="No approved plan yet"
          text="Pace is delivery against the curve of an approved plan. Approve a plan, and this page fills as platforms report."
        />
      </Panel>
    );
  }
  return (
    <div className={classes.stack}>
      <PacingFigures row={pacing.campaign} metric={metric} label="Pace of the campaign" />
      <Loaded query={series} skeleton={<Skeleton height={340} radius="md" />}>
        {(data) => (
          <PacingChart
            series={data}
            title={metric === 'spend' ? 'Spend against the plan' : 'Impressions against the plan'}
            note="cumulative, the whole campaign"
            isPast={asOf !== undefined}
          />
        )}
      </Loaded>
      <Panel title="Lines" note="a line opens its days" flush>
        <PacingTable pacing={pacing} metric={metric} />
      </Panel>
      {!asOf && (
        <Suspense fallback={<Skeleton height={120} radius="md" />}>
          <ReplanPanel campaignId={pacing.campaignId} zone={pacing.timeZone} />
        </Suspense>
      )}
      <WindowPanel row={pacing.campaign} />
    </div>
  );
}
