import type { SpotResponse } from '../../../shared/contracts/spots.ts';
import { NEVER } from '../../../shared/domain/spot/spot-jobs.ts';
import { StatusChip } from '../../parts/chips/status-chip.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { clock, count, instant, words } from '../../words/format.ts';
import { jobWord, lateWords, statusWord, stepTaken } from '../spot-words.ts';
import classes from './panel.module.css';

const ACTION_LOOKS = { pending: 'ordered', done: 'ok', missed: 'missed', canceled: 'canceled' } as const;

const A_DAY_MS = 86_400_000;
/** A job that always runs, however late, is missed at the end of time. */
const isNever = (iso: string) => !(Date.parse(iso) < NEVER);

/** What is to happen to a spot, which jobs ran for it and how late, and every step it took. */
export function SpotLog({ spot, zone }: { spot: SpotResponse; zone: string }) {
  return (
    <>
      <section>
        <h3 className={classes.title}>What is to happen</h3>
        {spot.actions.length === 0 ? (
          <div className="quiet">Nothing is planned for this spot.</div>
        ) : (
          <TableRegion label="What is to happen">
            <table className="table">
              <thead>
                <tr>
                  <th>What</th>
                  <th>Due</th>
                  <th>Missed after</th>
                  <th>State</th>
                </tr>
              </thead>
              <tbody>
                {spot.actions.map((action) => (
                  <tr key={`${action.kind} ${action.dueAt}`}>
                    <td>{jobWord(action.kind)}</td>
                    <td style={{ whiteSpace: 'nowrap' }}>{instant(action.dueAt, zone)}</td>
                    <td style={{ whiteSpace: 'nowrap' }}>
                      {isNever(action.missedAfter) ? (
                        <span className="quiet">Never</span>
                      ) : (
                        instant(action.missedAfter, zone)
                      )}
                    </td>
                    <td>
                      <StatusChip status={ACTION_LOOKS[action.status]} word={words(action.status)} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableRegion>
        )}
      </section>
      <section>
        <h3 className={classes.title}>Jobs that ran</h3>
        {spot.jobHistory.length === 0 ? (
          <div className="quiet">No job has run for this spot yet.</div>
        ) : (
          <JobRuns spot={spot} zone={zone} />
        )}
      </section>
      <section>
        <h3 className={classes.title}>History</h3>
        {spot.history.length === 0 && (
          <div className="quiet">Planned {instant(spot.createdAt, zone)}; no step taken since.</div>
        )}
        <ol className={classes.events}>
          {spot.history.toReversed().map((event) => (
            <li key={`${event.at} ${event.action} ${event.to}`} className={classes.event}>
              <div>
                <strong>{stepTaken(event.action)}</strong> {statusWord(event.from)} → {statusWord(event.to)}
              </div>
              {event.note && <div>{event.note}</div>}
              <div className={classes.small}>
                {event.by} · {instant(event.at, zone)}
              </div>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

/** Each run of a job for a spot: when it should have started, when it did, and what came of it. */
export function JobRuns({ spot, zone }: { spot: SpotResponse; zone: string }) {
  return (
    <TableRegion label="Jobs that ran">
      <table className="table">
        <thead>
          <tr>
            <th>Job</th>
            <th>Scheduled for</th>
            <th>Started</th>
            <th className="num">Late by</th>
          </tr>
        </thead>
        <tbody>
          {spot.jobHistory.toReversed().map((run) => (
            <tr key={`${run.action} ${run.startedAt} ${run.attempt}`}>
              <td style={{ whiteSpace: 'nowrap' }}>
                <div>{jobWord(run.action)}</div>
                <StatusChip
                  status={run.outcome === 'done' ? 'ok' : run.outcome === 'late' ? 'paused' : run.outcome}
                  word={words(run.outcome)}
                />
              </td>
              <td style={{ whiteSpace: 'nowrap' }}>{instant(run.scheduledFor, zone)}</td>
              <td style={{ whiteSpace: 'nowrap' }}>
                {run.lateMs < A_DAY_MS ? clock(run.startedAt, zone) : instant(run.startedAt, zone)}
              </td>
              <td className="num" style={{ whiteSpace: 'nowrap' }}>
                {lateWords(run.lateMs)}
                <div className={classes.small}>attempt {count(run.attempt)}</div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}
