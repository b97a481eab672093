import { IconCircleCheck, IconHourglass } from '@tabler/icons-react';
import { useState } from 'react';
import { Button } from '@mantine/core';
import type { ScheduleSpotsResponse } from '../../../shared/contracts/spot-schedule.ts';
import { Chip } from '../../parts/chips/status-chip.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { count, day, fixed } from '../../words/format.ts';

type Week = ScheduleSpotsResponse['weeks'][number];
type Rotation = ScheduleSpotsResponse['rotations'][number];

/** Whether a solver proved its answer: a word, an icon and a colour. */
export function ProofChip({ status }: { status: 'optimal' | 'best_found' }) {
  return status === 'optimal' ? (
    <Chip tone="on" icon={IconCircleCheck}>
      Proved best
    </Chip>
  ) : (
    <Chip tone="neutral" icon={IconHourglass}>
      Best found
    </Chip>
  );
}

/** What is proved of each station's weeks and of its rotation; the rows open on a click. */
export function ScheduleProof({ answer }: { answer: ScheduleSpotsResponse }) {
  const [isOpen, setOpen] = useState(false);
  const { weeks, rotations } = answer;
  if (weeks.length === 0 && rotations.length === 0) return null;
  const proved = weeks.filter(({ status }) => status === 'optimal').length;
  const turned = rotations.filter(({ status }) => status === 'optimal').length;
  const words = [
    weeks.length > 0 && `${count(proved)} of ${count(weeks.length)} station-weeks proved as even as can be`,
    rotations.length > 0 && `${count(turned)} of ${count(rotations.length)} rotations proved`,
  ].filter((one) => one !== false);
  return (
    <section aria-label="How good the schedule is">
      <div style={{ display: 'flex', gap: 10, alignItems: 'center', flexWrap: 'wrap' }}>
        <span>{words.join(' · ')}</span>
        <Button size="compact-sm" variant="default" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Hide the bounds' : 'Show the bounds'}
        </Button>
      </div>
      {isOpen && (
        <>
          <WeeksTable weeks={weeks} />
          <RotationsTable rotations={rotations} />
        </>
      )}
    </section>
  );
}

function WeeksTable({ weeks }: { weeks: readonly Week[] }) {
  if (weeks.length === 0) return null;
  return (
    <TableRegion label="Station-weeks and their bounds">
      <table className="table">
        <thead>
          <tr>
            <th>Station</th>
            <th>Week of</th>
            <th className="num">New spots</th>
            <th className="num">To other weeks</th>
            <th className="num">Unevenness</th>
            <th className="num">Bound</th>
            <th>Proof</th>
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={`${week.station} ${week.weekStart}`}>
              <td>
                <strong>{week.station}</strong>
              </td>
              <td>{day(week.weekStart)}</td>
              <td className="num">{count(week.spots)}</td>
              <td className="num">{count(week.missed)}</td>
              <td className="num">{count(week.cost)}</td>
              <td className="num">{count(week.lowerBound)}</td>
              <td>
                <ProofChip status={week.status} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

/** How evenly each station's copy turns, against the bound nobody can go below. */
export function RotationsTable({ rotations }: { rotations: readonly Rotation[] }) {
  if (rotations.length === 0) return null;
  return (
    <TableRegion label="Rotations and their bounds">
      <table className="table">
        <thead>
          <tr>
            <th>Station</th>
            <th className="num">Length, s</th>
            <th className="num">Spots</th>
            <th className="num">Unevenness</th>
            <th className="num">Bound</th>
            <th>Proof</th>
          </tr>
        </thead>
        <tbody>
          {rotations.map((one) => (
            <tr key={`${one.station} ${one.lengthSeconds}`}>
              <td>
                <strong>{one.station}</strong>
              </td>
              <td className="num">{one.lengthSeconds}</td>
              <td className="num">{count(one.spots)}</td>
              <td className="num">{fixed(one.unevenness, 2)}</td>
              <td className="num">{fixed(one.lowerBound, 2)}</td>
              <td>
                <ProofChip status={one.status} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}
