import { useMutation, useQuery } from '@tanstack/react-query';
import { runningFlightResponseSchema } from '../../shared/contracts/flights.ts';
import type { PacingRow } from '../../shared/contracts/pacing.ts';
import { call } from '../api/call.ts';
import { queryClient } from '../api/query-client.ts';
import { AskButton } from '../parts/actions/ask-button.tsx';
import { StatusChip } from '../parts/chips/status-chip.tsx';
import { sayDone, sayFailed } from '../parts/notices/announce.ts';
import { Loaded } from '../parts/notices/loaded.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { useMay } from '../people/session.ts';
import { day, instant, period, percent, words } from '../words/format.ts';
import { measureOf, paceWord, sayAmount, type Metric } from './measure.ts';
import { behindWords } from './pacing-figures.tsx';
import { flightQuery } from './pacing-queries.ts';
import classes from './pacing.module.css';

/** The flights of a line: each with its own pace, pausing and resuming, and why one stands still. */
export function FlightsPanel({ rows, metric, zone }: { rows: readonly PacingRow[]; metric: Metric; zone: string }) {
  const unit = metric === 'spend' ? 'Spent' : 'Delivered';
  return (
    <Panel title="Flights" note="a paused flight runs again when somebody resumes it" flush>
      <TableRegion label="Flights of the line">
        <table className="table">
          <thead>
            <tr>
              <th>Runs</th>
              <th>Pace</th>
              <th className="num">{unit}</th>
              <th className="num">Planned to date</th>
              <th className="num">Planned in all</th>
              <th className="num">Days</th>
              <th className="num">Projected</th>
              <th className="num">Needed a day</th>
              <th>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <FlightRow key={row.id} row={row} metric={metric} zone={zone} />
            ))}
          </tbody>
        </table>
      </TableRegion>
    </Panel>
  );
}

function FlightRow({ row, metric, zone }: { row: PacingRow; metric: Metric; zone: string }) {
  const measure = measureOf(row, metric);
  const say = (value: number | null) => sayAmount(metric, value);
  return (
    <tr>
      <td className={classes.line}>
        {period(row.startDay, row.endDay)}
        <div className={classes.sub}>
          {words(row.flightStatus ?? '')}
          {row.dataThrough && `, reported through ${day(row.dataThrough, 'weekday')}`}
        </div>
        <div className={classes.reason}>{row.status === 'stopped' ? row.reason : measure.reason}</div>
        {row.status === 'stopped' && <GuardHistory flightId={row.id} zone={zone} />}
      </td>
      <td>
        <StatusChip status={row.status === 'stopped' ? 'stopped' : paceWord(measure)} />
      </td>
      <td className="num">{say(measure.delivered)}</td>
      <td className="num">{say(measure.plannedToDate)}</td>
      <td className="num">{say(measure.budget)}</td>
      <td className="num">{behindWords(measure.daysBehind)}</td>
      <td className="num">{say(measure.projection?.value ?? null)}</td>
      <td className="num">
        {say(measure.neededPerDay)}
        {measure.neededRatio !== null && <div className={classes.sub}>{percent(measure.neededRatio, 0)} of plan</div>}
      </td>
      <td className="num">
        <StepButton row={row} />
      </td>
    </tr>
  );
}

/** Pausing and resuming, each with a reason that stands in the flight's history and the audit trail. */
function StepButton({ row }: { row: PacingRow }) {
  const mayStep = useMay('submit');
  const step = useMutation({
    mutationFn: ({ action, note }: { action: 'pause' | 'resume'; note: string }) =>
      call({
        method: 'POST',
        path: `/api/v1/flights/${row.id}/${action}`,
        body: { note },
        answer: runningFlightResponseSchema,
      }),
    onSuccess: () => {
      for (const noun of ['pacing', 'flight', 'alerts', 'alert', 'plan'])
        void queryClient.invalidateQueries({ queryKey: [noun] });
    },
  });
  if (!mayStep || (row.flightStatus !== 'active' && row.flightStatus !== 'paused')) return null;
  const isPaused = row.flightStatus === 'paused';
  const question =
    row.status === 'stopped'
      ? 'Why may it spend again? The guard will not stop it again for this.'
      : isPaused
        ? 'Why does it run again?'
        : 'Why is it paused?';
  return (
    <AskButton
      label={isPaused ? 'Resume…' : 'Pause…'}
      question={question}
      isBusy={step.isPending}
      onAnswer={(note) =>
        step.mutate(
          { action: isPaused ? 'resume' : 'pause', note },
          { onSuccess: () => sayDone(isPaused ? 'It runs again.' : 'It is paused.'), onError: sayFailed },
        )
      }
    />
  );
}

function GuardHistory({ flightId, zone }: { flightId: string; zone: string }) {
  const flight = useQuery(flightQuery(flightId));
  return (
    <Loaded query={flight} skeleton={null}>
      {({ history }) => (
        <ul className={classes.history} aria-label="What happened to this flight">
          {history.slice(0, 4).map((event) => (
            <li key={event.at}>
              {instant(event.at, zone)}: {words(event.to).toLowerCase()} by {event.by}
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}
