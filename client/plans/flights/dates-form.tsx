import { Button, NumberInput, Stack, TextInput } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { useState, type FormEvent } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { LineResponse } from '../../../shared/contracts/plans.ts';
import { addDays, daysBetween, isDay } from '../../../shared/domain/calendar/day.ts';
import type { FlightDays } from './bar-geometry.ts';
import classes from './flights.module.css';
import { datesWords, redate, steppedDays } from './redate.ts';

const STEPS = [
  { label: 'Week earlier', by: -7 },
  { label: 'Day earlier', by: -1 },
  { label: 'Day later', by: 1 },
  { label: 'Week later', by: 7 },
] as const;

/** First day, last day and length of a flight, by keys or single clicks; its cost stays. */
export function DatesForm(props: {
  line: LineResponse;
  flight: LineResponse['flights'][number];
  campaign: CampaignResponse;
  onApply: (days: FlightDays) => void;
  onClose: () => void;
}) {
  const { line, flight, campaign } = props;
  const [days, setDays] = useState<FlightDays>({ startDay: flight.startDay, endDay: flight.endDay });
  const redated = redate(line, flight, days, campaign);
  // Esc closes from wherever the keys are: the focus comes in here only a moment after the form is on the screen.
  useWindowEvent(
    'keydown',
    (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      props.onClose();
    },
    true,
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (redated.kind === 'ok') props.onApply(days);
    if (redated.kind !== 'refused') props.onClose();
  };
  const length = daysBetween(days.startDay, days.endDay);
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap={10}>
        <div className={classes.fields}>
          <TextInput
            type="date"
            label="First day"
            data-autofocus
            value={days.startDay}
            onChange={({ currentTarget: { value } }) => isDay(value) && setDays({ ...days, startDay: value })}
          />
          <TextInput
            type="date"
            label="Last day"
            value={addDays(days.endDay, -1)}
            onChange={({ currentTarget: { value } }) => isDay(value) && setDays({ ...days, endDay: addDays(value, 1) })}
          />
          <NumberInput
            label="Days"
            min={1}
            max={800}
            value={length}
            onChange={(value) =>
              Number(value) >= 1 &&
              setDays({ ...days, endDay: addDays(days.startDay, Math.min(800, Math.round(Number(value)))) })
            }
          />
        </div>
        <div className={classes.steps}>
          {STEPS.map(({ label, by }) => (
            <Button key={by} size="compact-sm" variant="default" onClick={() => setDays(steppedDays(days, 'move', by))}>
              {label}
            </Button>
          ))}
        </div>
        <div role="status" className={redated.kind === 'refused' ? classes.refused : classes.says}>
          {redated.kind === 'refused' ? redated.reason : datesWords(flight, days)}
        </div>
        <Button type="submit" disabled={redated.kind === 'refused'}>
          Set the dates
        </Button>
      </Stack>
    </form>
  );
}
