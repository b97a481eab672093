import { Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { addDays, earlierDay, laterDay } from '../../../shared/domain/calendar/day.ts';
import { AskButton } from '../../parts/actions/ask-button.tsx';
import { sayDone, sayFailed } from '../../parts/notices/announce.ts';
import { Refused } from '../../parts/notices/refused.tsx';
import { count } from '../../words/format.ts';
import { readAllSpots } from '../spot-queries.ts';
import { useBulkStep, type BulkAnswer, type BulkStep } from '../spot-steps.ts';
import { cellId, readCellId } from './cells.ts';
import classes from './bulk-bar.module.css';

const STEPS: readonly Readonly<{ step: BulkStep; label: string; done: string; asks?: string }>[] = [
  { step: 'order', label: 'Mark ordered', done: 'ordered' },
  { step: 'confirm', label: 'Confirm', done: 'confirmed' },
  { step: 'as_aired', label: 'All aired', done: 'marked as aired' },
  { step: 'preempt', label: 'Pre-empt…', done: 'pre-empted', asks: 'Why did the station drop them?' },
  { step: 'cancel', label: 'Cancel…', done: 'canceled', asks: 'Why are they canceled?' },
];

/** One step for every spot of the selected cells. Each spot is taken or refused by itself, and the refusals are named. */
export function BulkBar(props: {
  campaignId: string;
  selected: ReadonlySet<string>;
  onFill?: (() => void) | undefined;
  onClear: () => void;
}) {
  const bulk = useBulkStep(props.campaignId);
  const [refused, setRefused] = useState<BulkAnswer['refused']>([]);
  const take = useMutation({
    mutationFn: async ({ step, note }: { step: BulkStep; note?: string }) => {
      const spotIds = await spotsOf(props.campaignId, props.selected);
      return spotIds.length === 0 ? { changed: [], refused: [] } : bulk.mutateAsync({ spotIds, step, note });
    },
  });
  const run = (choice: (typeof STEPS)[number], note?: string) =>
    take.mutate(
      { step: choice.step, note },
      {
        onSuccess(answer) {
          setRefused(answer.refused);
          if (answer.changed.length > 0) sayDone(`${spotCount(answer.changed.length)} ${choice.done}.`);
          else if (answer.refused.length === 0) sayDone('There are no spots in the selected cells.');
        },
        onError: sayFailed,
      },
    );
  return (
    <section className={classes.bar} aria-label="Selected cells">
      <Group gap={8}>
        <strong>
          {count(props.selected.size)} {props.selected.size === 1 ? 'cell' : 'cells'} selected
        </strong>
        {STEPS.map((choice) =>
          choice.asks ? (
            <AskButton
              key={choice.step}
              label={choice.label}
              question={choice.asks}
              isBusy={take.isPending}
              onAnswer={(note) => run(choice, note)}
            />
          ) : (
            <Button
              key={choice.step}
              size="compact-sm"
              variant="default"
              loading={take.isPending}
              onClick={() => run(choice)}
            >
              {choice.label}
            </Button>
          ),
        )}
        {props.onFill && (
          <Button size="compact-sm" variant="default" onClick={props.onFill}>
            Fill…
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" color="gray" onClick={props.onClear}>
          Clear selection
        </Button>
      </Group>
      <Refused error={take.error} />
      {refused.length > 0 && (
        <div role="alert">
          <strong>{spotCount(refused.length)} left as they were:</strong>
          <ul className={classes.refused}>
            {[...new Set(refused.map((one) => one.message))].map((message) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function spotCount(spots: number): string {
  return `${count(spots)} ${spots === 1 ? 'spot' : 'spots'}`;
}

/** Ids of the spots in the selected cells. */
async function spotsOf(campaignId: string, selected: ReadonlySet<string>): Promise<string[]> {
  const cells = [...selected].flatMap((id) => readCellId(id) ?? []);
  const [first] = cells;
  if (!first) return [];
  const from = cells.reduce((least, cell) => earlierDay(least, cell.day), first.day);
  const last = cells.reduce((most, cell) => laterDay(most, cell.day), first.day);
  const spots = await readAllSpots(campaignId, { from, to: addDays(last, 1) });
  return spots.filter((spot) => selected.has(cellId({ ...spot, day: spot.airDay }))).map((spot) => spot.id);
}
