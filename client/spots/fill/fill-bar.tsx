import { Button, Group, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { broadcastClockSchema } from '../../../shared/contracts/spots.ts';
import { sayDone } from '../../parts/notices/announce.ts';
import { Refused } from '../../parts/notices/refused.tsx';
import { count, day } from '../../words/format.ts';
import { readCellId, type CellRef } from '../grid/cells.ts';
import { readAllSpots } from '../spot-queries.ts';
import { fillCells, useFill } from '../spot-steps.ts';
import { fillMarks, type FillMarks } from './fill-marks.ts';
import classes from '../grid/bulk-bar.module.css';

/** One more spot in each cell chosen: its time, what stands against it in which cell, and only then the saving. */
export function FillBar(props: {
  campaignId: string;
  cells: ReadonlySet<string>;
  /** Where the fill was dragged from: its spot's time is proposed. */
  source: CellRef | null;
  usualClock: (cell: CellRef) => string;
  onMarks: (marks: FillMarks) => void;
  onClose: () => void;
}) {
  const { campaignId, source, onMarks } = props;
  const cells = useMemo(() => [...props.cells].flatMap((id) => readCellId(id) ?? []), [props.cells]);
  const like = source ?? cells[0];
  const pattern = useQuery({
    queryKey: ['spots', campaignId, 'fill-like', like],
    queryFn: ({ signal }) =>
      readAllSpots(campaignId, { station: like?.station, daypart: like?.daypart, lineId: like?.lineId }, signal),
    enabled: like !== undefined,
    staleTime: 30_000,
  });
  const proposed = useMemo(() => proposedClock(pattern.data ?? [], like), [pattern.data, like]);
  const [typed, setTyped] = useState<string | null>(null);
  const clock = typed ?? proposed ?? (like ? props.usualClock(like) : '');
  const [settled] = useDebouncedValue(clock, 200);
  const fault = broadcastClockSchema.safeParse(clock).error?.issues[0]?.message;
  const asked = useMemo(() => cells.map(({ lineId, day: airDay }) => ({ lineId, airDay })), [cells]);
  const check = useQuery({
    queryKey: ['spots', campaignId, 'fill', asked, settled],
    queryFn: ({ signal }) => fillCells(campaignId, { cells: asked, clock: settled, dryRun: true }, signal),
    enabled: cells.length > 0 && !pattern.isPending && broadcastClockSchema.safeParse(settled).success,
  });
  const marks = useMemo(() => fillMarks(cells, fault ? undefined : check.data), [cells, fault, check.data]);
  useEffect(() => {
    onMarks(marks);
    return () => onMarks(new Map());
  }, [marks, onMarks]);
  const fill = useFill(campaignId);
  const adds = check.data?.added ?? 0;
  const conflicts = check.data?.cells.filter(({ issues }) => issues.length > 0) ?? [];
  const save = () =>
    fill.mutate(
      { cells: asked, clock },
      {
        onSuccess(answer) {
          sayDone(`${spots(answer.added)} added at ${clock}.`);
          props.onClose();
        },
      },
    );
  return (
    <section className={classes.bar} aria-label="Fill cells">
      <Group gap={10} align="flex-end">
        <TextInput
          label={`One more spot in ${count(cells.length)} ${cells.length === 1 ? 'cell' : 'cells'}, at broadcast time`}
          value={clock}
          error={clock !== '' && fault}
          w={280}
          data-autofocus
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button
          size="sm"
          disabled={fault !== undefined || adds === 0 || settled !== clock || check.isFetching}
          loading={fill.isPending}
          onClick={save}
        >
          {adds === 0 ? 'Nothing to add' : `Add ${spots(adds)}`}
        </Button>
        <Button size="sm" variant="subtle" color="gray" onClick={props.onClose}>
          Don’t fill
        </Button>
      </Group>
      <Refused error={fill.error ?? check.error} />
      {conflicts.length > 0 && (
        <div role="status">
          <strong>
            {conflicts.length === 1 ? '1 cell stays as it is:' : `${count(conflicts.length)} cells stay as they are:`}
          </strong>
          <ul className={classes.refused}>
            {conflicts.slice(0, 8).map((cell) => (
              <li key={`${cell.lineId} ${cell.airDay}`}>
                {day(cell.airDay, 'weekday')}: {cell.issues.map(({ message }) => message).join(' ')}
              </li>
            ))}
            {conflicts.length > 8 && <li>and {count(conflicts.length - 8)} more, marked in the grid</li>}
          </ul>
        </div>
      )}
    </section>
  );
}

function spots(value: number): string {
  return `${count(value)} ${value === 1 ? 'spot' : 'spots'}`;
}

/** The time of the spot in the cell itself, else the one the line's spots have most often. */
function proposedClock(
  all: readonly Readonly<{ airDay: string; clock: string; status: string }>[],
  like: CellRef | undefined,
): string | null {
  const live = all.filter(({ status }) => status !== 'canceled');
  const own = live.find(({ airDay }) => airDay === like?.day);
  if (own) return own.clock;
  const times = new Map<string, number>();
  for (const { clock } of live) times.set(clock, (times.get(clock) ?? 0) + 1);
  return [...times].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? null;
}
