import { Button, Group, Modal, NumberInput, Stack } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { ScheduleSpotsResponse } from '../../shared/contracts/spot-schedule.ts';
import { Figure, FigureStrip } from '../parts/figures/figure.tsx';
import { IssueList } from '../parts/notices/issue-list.tsx';
import { Refused } from '../parts/notices/refused.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { count, money, tableMoney } from '../words/format.ts';
import { ScheduleProof } from './runs/proof.tsx';
import { RunProgress, RunTrouble } from './runs/run-progress.tsx';
import type { SolverRunHandle } from './runs/run-queries.ts';
import { RunStrip } from './runs/run-strip.tsx';
import { daypartWord } from './spot-words.ts';

const USUAL_SEPARATION = 15;

/** A schedule at work or done while its dialog is closed. */
export function ScheduleStrip({ runner, onOpen }: { runner: SolverRunHandle; onOpen: () => void }) {
  const schedule = runner.run?.schedule;
  return (
    <RunStrip
      runner={runner}
      done={schedule ? `Scheduled: ${count(schedule.spots)} spots, ${money(schedule.costCents)}.` : undefined}
      openLabel="See what was placed"
      onOpen={onOpen}
    />
  );
}

/** Places the spots the approved plan buys, shows how far it is, then says what was placed, what was not, and why. */
export function Schedule({ runner, onClose }: { runner: SolverRunHandle; onClose: () => void }) {
  const [minutes, setMinutes] = useState<number | string>(USUAL_SEPARATION);
  const { run } = runner;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    runner.start({ kind: 'schedule', schedule: { separationMinutes: Number(minutes) } });
  };
  return (
    <Modal opened onClose={onClose} title="Schedule spots" size="xl">
      {run?.schedule ? (
        <Result answer={run.schedule} onClose={onClose} />
      ) : runner.isRunning ? (
        <Stack gap="sm">
          <div>You may close this: the schedule goes on, and opening it again shows how far it is.</div>
          <RunProgress run={run} onCancel={runner.cancel} />
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack gap="sm">
            <div>
              Each TV flight of the approved plan becomes whole spots inside its budget. Spots that are already ordered,
              confirmed or aired stay where they are.
            </div>
            <NumberInput
              label="Least time between two of our spots on a station, minutes"
              data-autofocus
              w={200}
              min={0}
              max={240}
              value={minutes}
              onChange={setMinutes}
            />
            {run && <RunTrouble run={run} />}
            <Refused error={runner.error} />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={runner.isRunning} disabled={minutes === ''}>
                Schedule spots
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

function Result({ answer, onClose }: { answer: ScheduleSpotsResponse; onClose: () => void }) {
  const cell = tableMoney(answer.flights.flatMap((one) => [one.budgetCents, one.costCents, one.leftoverCents]));
  return (
    <Stack gap="md">
      <FigureStrip label="What was scheduled">
        <Figure
          label="Spots"
          value={count(answer.spots)}
          note={`${count(answer.created)} new, ${count(answer.kept)} kept`}
        />
        <Figure label="Cost, gross" value={money(answer.costCents)} />
        <Figure label="Left over" value={money(answer.leftoverCents)} note="after whole spots" />
        <Figure label="Canceled" value={count(answer.canceled)} note="no longer bought" />
      </FigureStrip>
      <ScheduleProof answer={answer} />
      <IssueList issues={answer.issues} most={6} none="Every spot found a place, and every coming spot has copy." />
      <TableRegion label="Flights scheduled">
        <table className="table">
          <thead>
            <tr>
              <th>Station and daypart</th>
              <th className="num">Budget, $</th>
              <th className="num">Spots</th>
              <th className="num">Cost, $</th>
              <th className="num">Left, $</th>
              <th className="num">Not placed</th>
            </tr>
          </thead>
          <tbody>
            {answer.flights.map((flight) => (
              <tr key={flight.flightId}>
                <td>
                  <strong>{flight.station}</strong> {daypartWord(flight.daypart)}
                </td>
                <td className="num">{cell(flight.budgetCents)}</td>
                <td className="num">{count(flight.spots)}</td>
                <td className="num">{cell(flight.costCents)}</td>
                <td className="num">{cell(flight.leftoverCents)}</td>
                <td className="num">{count(flight.unplaced)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableRegion>
      <Group justify="flex-end">
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}
