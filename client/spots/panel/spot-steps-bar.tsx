import { Button, Group, NumberInput, Stack, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState, type FormEvent } from 'react';
import { broadcastClockSchema, type SpotResponse } from '../../../shared/contracts/spots.ts';
import { isDay } from '../../../shared/domain/calendar/day.ts';
import { AskButton } from '../../parts/actions/ask-button.tsx';
import { sayDone } from '../../parts/notices/announce.ts';
import { IssueList } from '../../parts/notices/issue-list.tsx';
import { Refused } from '../../parts/notices/refused.tsx';
import { day } from '../../words/format.ts';
import { moveCheckQuery, useMoveSpot, useSpotStep } from '../spot-steps.ts';
import { stepWord } from '../spot-words.ts';
import classes from './panel.module.css';

/** Steps that ask why, with the question and the field their answer travels in. */
const QUESTIONS: Readonly<Record<string, Readonly<{ question: string; field: 'reason' | 'note' }>>> = {
  preempt: { question: 'Why did the station drop it?', field: 'reason' },
  miss: { question: 'How is it known that it did not air?', field: 'note' },
  cancel: { question: 'Why is it canceled?', field: 'note' },
};

/** The step that usually comes next. */
const NEXT_STEPS: Readonly<Partial<Record<SpotResponse['status'], string>>> = {
  planned: 'order',
  ordered: 'confirm',
  confirmed: 'traffic',
  trafficked: 'air',
};

/** The steps this spot may take now, as buttons; those that need a reason ask for it in place. */
export function SpotSteps({ spot }: { spot: SpotResponse }) {
  const step = useSpotStep(spot.id);
  const [form, setForm] = useState<'move' | 'credit' | null>(null);
  const take = (name: string, body: Readonly<Record<string, unknown>> = {}) =>
    step.mutate({ step: name, body }, { onSuccess: () => setForm(null) });
  const [now] = useState(() => Date.now());
  const isToCome = Date.parse(spot.scheduledAt) > now;
  const plain = spot.possibleSteps.filter(
    (name) => stepWord(name) && name !== 'credit' && !(name === 'air' && isToCome),
  );
  const canMove = spot.possibleSteps.includes('move');
  const canCredit = spot.possibleSteps.includes('credit');
  if (plain.length === 0 && !canMove && !canCredit) return null;
  return (
    <section aria-label="Steps">
      <div className={classes.steps}>
        {plain.map((name) => {
          const ask = QUESTIONS[name];
          const isAgain = name === 'traffic' && spot.status === 'trafficked';
          const label = isAgain ? 'Traffic again' : (stepWord(name) ?? name);
          if (ask) {
            return (
              <AskButton
                key={name}
                label={label}
                question={ask.question}
                isBusy={step.isPending}
                onAnswer={(text) => take(name, { [ask.field]: text })}
              />
            );
          }
          return (
            <Button
              key={name}
              size="compact-sm"
              variant={name === NEXT_STEPS[spot.status] ? 'filled' : 'default'}
              loading={step.isPending}
              onClick={() => take(name)}
            >
              {label}
            </Button>
          );
        })}
        {canMove && (
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={form === 'move'}
            onClick={() => setForm(form === 'move' ? null : 'move')}
          >
            Move…
          </Button>
        )}
        {canCredit && (
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={form === 'credit'}
            onClick={() => setForm(form === 'credit' ? null : 'credit')}
          >
            {stepWord('credit')}
          </Button>
        )}
      </div>
      <Stack gap={10} mt={form || step.error ? 10 : 0}>
        {form === 'move' && <Move spot={spot} onDone={() => setForm(null)} />}
        {form === 'credit' && <Credit isBusy={step.isPending} onTake={(body) => take('credit', body)} />}
        <Refused error={step.error} />
      </Stack>
    </section>
  );
}

function Move({ spot, onDone }: { spot: SpotResponse; onDone: () => void }) {
  const move = useMoveSpot(spot);
  const [airDay, setAirDay] = useState(spot.airDay);
  const [clock, setClock] = useState(spot.clock);
  const [to] = useDebouncedValue(
    useMemo(() => ({ airDay, clock }), [airDay, clock]),
    200,
  );
  const fault = broadcastClockSchema.safeParse(clock).error?.issues[0]?.message;
  const isSame = airDay === spot.airDay && clock === spot.clock;
  const isSettled = to.airDay === airDay && to.clock === clock;
  const check = useQuery({ ...moveCheckQuery(spot, to), enabled: !isSame && fault === undefined && isDay(to.airDay) });
  const against = isSettled && !isSame ? (check.data ?? []) : [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    move.mutate(
      { airDay, clock },
      {
        onSuccess(moved) {
          sayDone(`Moved to ${day(moved.airDay, 'weekday')} at ${moved.clock}.`);
          onDone();
        },
      },
    );
  };
  return (
    <form className={classes.box} onSubmit={submit} aria-label="Move the spot">
      <Group gap={10} align="flex-start">
        <TextInput
          type="date"
          label="Broadcast day"
          data-autofocus
          value={airDay}
          onChange={(event) => setAirDay(event.currentTarget.value)}
        />
        <TextInput
          label="Broadcast time"
          description={`Sold ${spot.windowStart} to ${spot.windowEnd}`}
          w={150}
          value={clock}
          error={fault}
          onChange={(event) => setClock(event.currentTarget.value)}
        />
      </Group>
      {spot.status === 'trafficked' && (
        <div className={classes.small}>The station needs new instructions after this move.</div>
      )}
      {against.length > 0 && <IssueList issues={against} />}
      <Refused error={move.error} />
      <Group>
        <Button
          type="submit"
          size="compact-sm"
          disabled={
            isSame || fault !== undefined || !isDay(airDay) || against.some(({ severity }) => severity === 'error')
          }
          loading={move.isPending}
        >
          Move the spot
        </Button>
      </Group>
    </form>
  );
}

function Credit({
  isBusy,
  onTake,
}: {
  isBusy: boolean;
  onTake: (body: { reason: string; basisPoints: number }) => void;
}) {
  const [reason, setReason] = useState('');
  const [share, setShare] = useState<number | string>(100);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onTake({ reason: reason.trim(), basisPoints: Math.round(Number(share) * 100) });
  };
  return (
    <form className={classes.box} onSubmit={submit} aria-label="Take a credit">
      <Textarea
        label="Why"
        required
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <NumberInput
        label="Share of the cost, %"
        w={160}
        min={0}
        max={100}
        decimalScale={2}
        value={share}
        onChange={setShare}
      />
      <Group>
        <Button type="submit" size="compact-sm" disabled={reason.trim() === '' || share === ''} loading={isBusy}>
          Take the credit
        </Button>
      </Group>
    </form>
  );
}
