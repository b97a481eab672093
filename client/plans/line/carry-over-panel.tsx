import { Button, Group, NumberInput, Slider } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { LineForecastResponse } from '../../../shared/contracts/forecast.ts';
import type { LineResponse } from '../../../shared/contracts/plans.ts';
import { bestFlightWeeks, type FlightWeeks } from '../../../shared/domain/allocation/planning/flight-weeks.ts';
import { usualCarryOver } from '../../../shared/domain/allocation/planning/usual-carry-over.ts';
import { todayIn } from '../../../shared/domain/calendar/zone.ts';
import { UNITS, unitOfPlan } from '../../allocation/goals/split-goal.ts';
import { curvesQuery } from '../../allocation/split-queries.ts';
import { Loaded } from '../../parts/notices/loaded.tsx';
import { RowsSkeleton } from '../../parts/notices/notices.tsx';
import { basisPoints, decimal, gapPercent, percent } from '../../words/format.ts';
import { CarryOverTable } from './carry-over-table.tsx';
import classes from './carry-over.module.css';
import { flightSpanOf, type FlightForm, type FlightPattern } from './line-form.ts';

/** Beyond it a week's effect outlasts any campaign, and every split is as good as another. */
const MOST_PERCENT = 95;
/** Esc in here closes the panel, not the whole form of the line. */
const OWN_ESC: object = { 'data-mantine-stop-propagation': 'true' };

/** What the panel needs to know of the line around the flight. */
export type CarryOverLine = Readonly<{
  campaign: CampaignResponse;
  planId: string;
  /** The line as it is saved; a new one has no forecast yet. */
  line: LineResponse | undefined;
  weekdays: readonly number[] | undefined;
}>;

type PanelProps = CarryOverLine &
  Readonly<{
    flight: FlightForm;
    flights: readonly FlightForm[];
    onUse: (pattern: FlightPattern, carryOverPercent: number) => void;
    onClose: () => void;
  }>;

/** A flight's money where part of a week's effect carries into the next: how much, what that makes of the weeks, and what it gains. */
export function CarryOverPanel(props: PanelProps) {
  const { campaign, planId, line, onClose } = props;
  const unit = unitOfPlan(campaign) ?? 'impressions';
  const view = { unit, people: campaign.peopleInMarket, isEstimating: true };
  const curves = useQuery({ ...curvesQuery(campaign.id, planId, view), enabled: line !== undefined });
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Escape') onClose();
    // Enter in the field of the share is not the form's.
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) event.preventDefault();
  };
  return (
    <section className={classes.panel} aria-label="Best with carry-over" onKeyDown={onKeyDown}>
      {line === undefined ? (
        <Cannot
          onClose={onClose}
          reason="Add the line first: the weeks are split by its forecast, made once it is saved."
        />
      ) : (
        <Loaded query={curves} skeleton={<RowsSkeleton rows={4} height={24} />}>
          {({ lines, without }) => {
            const forecast = lines.find(({ lineId }) => lineId === line.id);
            if (forecast) return <Weeks {...props} line={line} forecast={forecast} word={UNITS[unit].plural} />;
            const reason = without.find(({ lineId }) => lineId === line.id)?.reason;
            return <Cannot onClose={onClose} reason={`The line has no forecast to split by. ${reason ?? ''}`} />;
          }}
        </Loaded>
      )}
    </section>
  );
}

type WeeksProps = PanelProps & Readonly<{ line: LineResponse; forecast: LineForecastResponse; word: string }>;

function Weeks(props: WeeksProps) {
  const { line, forecast, word, onUse, onClose } = props;
  const usual = usualCarryOver(line.channel);
  const [share, setShare] = useState(usual.middle / 100);
  const settled = useDeferredValue(share);
  const found = useFlightWeeks(props, settled);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  if (found.kind === 'refused') return <Cannot onClose={onClose} reason={wordsOf(found, forecast)} />;
  const setPercent = (value: number) => setShare(Math.min(MOST_PERCENT, Math.max(0, value)));
  return (
    <>
      <p className={classes.what}>How much of a week’s effect carries into the next?</p>
      <div className={classes.share}>
        <Slider
          color="iris"
          size="sm"
          thumbSize={24}
          min={0}
          max={MOST_PERCENT}
          value={share}
          label={(value) => `${value}%`}
          thumbLabel="Carried into the next week, percent"
          thumbProps={OWN_ESC}
          onChange={setPercent}
        />
        <NumberInput
          ref={field}
          {...OWN_ESC}
          aria-label="Carried into the next week, %"
          size="xs"
          suffix="%"
          hideControls
          min={0}
          max={MOST_PERCENT}
          decimalScale={1}
          allowNegative={false}
          value={share}
          onChange={(value) => typeof value === 'number' && setPercent(value)}
        />
      </div>
      <p className={classes.note}>
        Starts at {basisPoints(usual.middle)}: models of {usual.of} usually find {basisPoints(usual.low)} to{' '}
        {basisPoints(usual.high)} a week.
      </p>
      <p className={classes.result} role="status">
        {resultOf(found, word)}
      </p>
      <CarryOverTable weeks={found.weeks} />
      {found.weeks.some(({ isKept }) => isKept) && (
        <p className={classes.note}>Weeks that have begun keep their money; what they still do is counted.</p>
      )}
      <p className={classes.note}>
        The effect is timed, not made larger: steady spend brings what the forecast says, and what lingers after the
        flight counts for nothing. {forecast.basis}
      </p>
      <Group gap={8} justify="flex-end">
        <Button variant="default" {...OWN_ESC} onClick={onClose}>
          Close
        </Button>
        <Button {...OWN_ESC} onClick={() => onUse(found.pattern as FlightPattern, settled)}>
          Use these weeks
        </Button>
      </Group>
    </>
  );
}

function Cannot({ reason, onClose }: { reason: string; onClose: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <>
      <p className={classes.what} role="status">
        {reason}
      </p>
      <Group justify="flex-end">
        <Button ref={button} variant="default" {...OWN_ESC} onClick={onClose}>
          Close
        </Button>
      </Group>
    </>
  );
}

/** The weeks of the flight as the form has it, beside the line's other flights; the plan's own money stays where a week has begun. */
function useFlightWeeks(props: WeeksProps, share: number): FlightWeeks {
  const { flight, flights, line, weekdays, forecast, campaign } = props;
  const curve = forecast.curves.middle;
  const [today] = useState(() => todayIn(Date.now(), campaign.timeZone));
  return useMemo(() => {
    const span = flightSpanOf(flight, weekdays);
    if (!span) return { kind: 'refused', code: 'no_money', reason: 'Give the flight its dates and an amount first.' };
    const isCanceled = (id: string) => line.flights.find((one) => one.id === id)?.status === 'canceled';
    return bestFlightWeeks({
      flight: span,
      planned: line.flights.find(({ id }) => id === flight.id) ?? span,
      others: flights
        .filter(({ id }) => id !== flight.id && !isCanceled(id))
        .map((other) => flightSpanOf(other, weekdays))
        .filter((other) => other !== null),
      ...{ weekdays, curve },
      carryOver: share / 100,
      today,
    });
  }, [flight, flights, line, weekdays, curve, share, today]);
}

function wordsOf(found: Extract<FlightWeeks, { kind: 'refused' }>, { curves }: LineForecastResponse): string {
  if (found.code !== 's_shaped' || curves.middle.kind !== 'hill') return found.reason;
  return `The curve of this line is S-shaped (slope ${decimal(curves.middle.slope)}): a thin week does almost nothing, so there is no one best way to carry over. “A week on, a week off” keeps the weeks that run above the bend.`;
}

function resultOf(found: Extract<FlightWeeks, { kind: 'split' }>, word: string): string {
  const digits = found.evenResponse < 1_000 ? 1 : 0;
  const brings = `${decimal(found.response, digits)} ${word}`;
  const left = found.weeks.some(({ isKept }) => isKept) ? ' in the weeks to come' : '';
  if (found.gain < 0.0005) return `No more than evenly: ${brings}${left} either way.`;
  const proof = found.gap < 1e-9 ? 'no split brings more' : `no split brings ${gapPercent(found.gap)} more`;
  return `${percent(found.gain)} more than evenly: ${brings}${left} instead of ${decimal(found.evenResponse, digits)}; ${proof}.`;
}
