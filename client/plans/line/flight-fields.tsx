import { ActionIcon, Button, Checkbox, Select, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import { addDays } from '../../../shared/domain/calendar/day.ts';
import classes from './flight-fields.module.css';
import { newFlight, type Complaints, type FlightForm, type LineForm } from './line-form.ts';

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
  { value: 'custom', label: 'As typed by week' },
];

/** The flights of a line: first and last day, money, and how it lies over the days. */
export function FlightFields(props: {
  campaign: CampaignResponse;
  channel: LineForm['channel'];
  flights: readonly FlightForm[];
  complaints: Complaints;
  onChange: (flights: readonly FlightForm[]) => void;
}) {
  const { flights, complaints } = props;
  const change = (id: string, part: Partial<FlightForm>) =>
    props.onChange(flights.map((flight) => (flight.id === id ? { ...flight, ...part } : flight)));
  const add = () => {
    const last = flights.at(-1);
    const start = last && last.lastDay < props.campaign.lastDay ? addDays(last.lastDay, 1) : props.campaign.startDay;
    props.onChange([...flights, newFlight(start, props.campaign.lastDay)]);
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
            label="Spread"
            data={PATTERN_WORDS.filter((one) => one.value !== 'custom' || flight.pattern.kind === 'custom')}
            value={flight.pattern.kind}
            onChange={(value) =>
              value && value !== 'custom' && change(flight.id, { pattern: PATTERNS[value as keyof typeof PATTERNS] })
            }
          />
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
