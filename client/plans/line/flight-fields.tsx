import { ActionIcon, Button, Checkbox, Select, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { addDays } from '../../../shared/domain/calendar/day.ts';
import type { CarryOverLine } from './carry-over-panel.tsx';
import classes from './flight-fields.module.css';
import { flightSpanOf, newFlight, type Complaints, type FlightForm, type FlightPattern } from './line-form.ts';

const CarryOverPanel = lazy(() =>
  import('./carry-over-panel.tsx').then((module) => ({ default: module.CarryOverPanel })),
);

const PATTERNS = {
  even: { kind: 'even' },
  front_loaded: { kind: 'front_loaded', ratio: 3 },
  to_end: { kind: 'to_end', growthBasisPoints: 300 },
  burst: { kind: 'burst', onDays: 7, offDays: 7 },
} as const;

const PATTERN_WORDS = [
  { value: 'even', label: 'Evenly' },
  { value: 'front_loaded', label: 'More at the start' },
  { value: 'to_end', label: 'More to the end' },
  { value: 'burst', label: 'A week on, a week off' },
  { value: 'carry_over', label: 'Best with carry-over' },
  { value: 'custom', label: 'As set week by week' },
];

/** Weeks taken from the panel: what they were worked out for, as it was then. */
type Used = Readonly<{ flight: FlightForm; carryOverPercent: number }>;

const spreadId = ({ id }: FlightForm) => `spread-${id}`;

const isAsUsed = ({ flight: was }: Used, is: FlightForm) =>
  was.id === is.id &&
  was.pattern === is.pattern &&
  was.startDay === is.startDay &&
  was.lastDay === is.lastDay &&
  was.budget === is.budget;

/** The flights of a line: first and last day, money, and how it lies over the days. */
export function FlightFields(props: {
  line: CarryOverLine;
  flights: readonly FlightForm[];
  complaints: Complaints;
  onChange: (flights: readonly FlightForm[]) => void;
}) {
  const { line, flights, complaints } = props;
  const { campaign, weekdays } = line;
  const [openId, setOpenId] = useState<string | null>(null);
  const [used, setUsed] = useState<Used | null>(null);
  const change = (id: string, part: Partial<FlightForm>) =>
    props.onChange(flights.map((flight) => (flight.id === id ? { ...flight, ...part } : flight)));
  /** The panel is gone: the keys go back to the choice that opened it. */
  const close = (flight: FlightForm) => {
    document.getElementById(spreadId(flight))?.focus();
    setOpenId(null);
  };
  const spread = (flight: FlightForm, value: string | null) => {
    setOpenId(value === 'carry_over' ? flight.id : null);
    const pattern = PATTERNS[value as keyof typeof PATTERNS] as FlightPattern | undefined;
    if (pattern) change(flight.id, { pattern });
  };
  const takeWeeks = (flight: FlightForm, pattern: FlightPattern, carryOverPercent: number) => {
    const span = flightSpanOf(flight, weekdays);
    if (!span) return;
    const part = { pattern, patternDays: { startDay: span.startDay, endDay: span.endDay } };
    change(flight.id, part);
    setUsed({ flight: { ...flight, ...part }, carryOverPercent });
    close(flight);
  };
  const add = () => {
    const last = flights.at(-1);
    const start = last && last.lastDay < campaign.lastDay ? addDays(last.lastDay, 1) : campaign.startDay;
    props.onChange([...flights, newFlight(start, campaign.lastDay)]);
  };
  return (
    <section aria-label="Flights">
      <div className={classes.title}>
        Flights
        <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={add}>
          Add a flight
        </Button>
      </div>
      {flights.length === 0 && <p className="quiet">No flight: the line holds no money yet.</p>}
      {flights.map((flight, index) => (
        <div key={flight.id} className={classes.flight}>
          <TextInput
            type="date"
            label="First day"
            value={flight.startDay}
            error={complaints[`flights.${index}.startDay`]}
            onChange={(event) => change(flight.id, { startDay: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label="Last day"
            value={flight.lastDay}
            error={complaints[`flights.${index}.lastDay`]}
            onChange={(event) => change(flight.id, { lastDay: event.currentTarget.value })}
          />
          <TextInput
            label="Gross, $"
            inputMode="decimal"
            value={flight.budget}
            error={complaints[`flights.${index}.budget`]}
            onChange={(event) => change(flight.id, { budget: event.currentTarget.value })}
          />
          <Select
            id={spreadId(flight)}
            label="Spread"
            data={PATTERN_WORDS.filter((one) => one.value !== 'custom' || flight.pattern.kind === 'custom')}
            value={openId === flight.id ? 'carry_over' : flight.pattern.kind}
            onChange={(value) => spread(flight, value)}
          />
          {used && isAsUsed(used, flight) && openId !== flight.id && (
            <p className={classes.used} role="status">
              Its weeks are the best for {used.carryOverPercent}% carry-over. Save the line to keep them.
            </p>
          )}
          {openId === flight.id && (
            <Suspense>
              <CarryOverPanel
                {...line}
                flight={flight}
                flights={flights}
                onUse={(pattern, carryOverPercent) => takeWeeks(flight, pattern, carryOverPercent)}
                onClose={() => close(flight)}
              />
            </Suspense>
          )}
          <Checkbox
            className={classes.stop}
            label="The platform stops by itself when this is spent"
            checked={flight.hardStop}
            onChange={(event) => change(flight.id, { hardStop: event.currentTarget.checked })}
          />
          <Tooltip label="Remove this flight">
            <ActionIcon
              className={classes.remove}
              aria-label={`Remove flight ${index + 1}`}
              onClick={() => props.onChange(flights.filter((one) => one.id !== flight.id))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Tooltip>
        </div>
      ))}
    </section>
  );
}
