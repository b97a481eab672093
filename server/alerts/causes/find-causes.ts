import type { AlertRule, AlertSettings } from '../../../shared/contracts/alerts.ts';
import { daysBetween } from '../../../shared/domain/calendar/day.ts';
import { formatCents, multiplyRatio } from '../../../shared/domain/money.ts';
import {
  DEFAULT_ALERT_POLICY,
  type AlertPolicy,
  costJumpSignal,
  usualCost,
  deadlineSignal,
  overCertainty,
  projectionSignals,
} from '../../../shared/domain/pacing/alerts.ts';
import { chanceBelow } from '../../../shared/domain/pacing/projection.ts';
import { mustStop, stopReserveCents, type GuardInput } from '../../../shared/domain/pacing/overspend-guard.ts';
import type { FlightFigures } from '../../pacing/flight-figures.ts';
import { resumedAfterGuard } from '../../pacing/guard.ts';
import { isStalled } from '../../pacing/stalled.ts';
import type { RunningFlight } from '../../plans/flights.model.ts';
import { feedFindings, type FeedFacts } from './feed-findings.ts';
import { inMarketTime, type Finding } from './finding.ts';
import type { CampaignFigures } from '../../pacing/campaign-figures.ts';

/** Something with a date of its own: a creative about to expire, a traffic deadline. */
export type Upcoming = Readonly<{
  cause: 'creative_expiring' | 'deadline_near';
  subjectKind: 'creative' | 'campaign';
  subjectId: string;
  subjectLabel: string;
  /** What happens then, after the label. */
  what: string;
  dueAt: number;
  leadMs: number;
}>;

const HOUR_MS = 3_600_000;
const GUARD_SURE = 1.64;
const HOURS_A_DAY = 24;
const MOST_HISTORY_DAYS = 14;
const GUARD_DAYS = 7;

const labelOf = ({ flight, line }: FlightFigures) => flight.name ?? line.name;

function flightFinding(
  figures: FlightFigures,
  rule: AlertRule,
  level: Finding['level'],
  severity: Finding['severity'],
  message: string,
): Finding {
  return {
    rule,
    level,
    severity,
    message,
    subjectKind: 'flight',
    subjectId: figures.flight.id,
    subjectLabel: labelOf(figures),
  };
}

function projectionFindings(figures: FlightFigures, settings: AlertSettings): Finding[] {
  const { pacing } = figures.spend;
  const policy = {
    ...DEFAULT_ALERT_POLICY,
    underChance: settings.underProbability,
    overChance: settings.overProbability,
  };
  const days = daysBetween(figures.flight.startDay, figures.flight.endDay);
  const under = () => sayUnder(figures, policy);
  const over = () => sayOver(figures, policy);
  return projectionSignals(pacing, days, policy).map(({ cause, level }) =>
    cause === 'projected_under'
      ? flightFinding(figures, 'projected_under', level, 'warning', under())
      : flightFinding(figures, 'projected_over', level, over().severity, over().message),
  );
}

const percentWord = (chance: number) => `${Math.round(chance * 100)}%`;

const onItsWay = (figures: FlightFigures) => {
  const { budgetCents, projection } = figures.spend.pacing;
  const value = projection ? formatCents(projection.valueCents) : 'an unknown amount';
  return `${labelOf(figures)} is on its way to ${value} of ${formatCents(budgetCents)}`;
};

function sayUnder(figures: FlightFigures, policy: AlertPolicy): string {
  const { budgetCents, projection } = figures.spend.pacing;
  if (!projection) return `${onItsWay(figures)}.`;
  const enough = multiplyRatio(budgetCents, policy.underShareBasisPoints, 10_000);
  const left = budgetCents - projection.valueCents;
  return `${onItsWay(figures)}: ${formatCents(left)} would be left. The chance to spend less than ${policy.underShareBasisPoints / 100}% of the budget is ${percentWord(chanceBelow(projection, enough))}.`;
}

/** On plan without a hard stop, going over is about as likely as not: said, but as a hint. */
function sayOver(figures: FlightFigures, policy: AlertPolicy): Pick<Finding, 'severity' | 'message'> {
  const { budgetCents, projection } = figures.spend.pacing;
  if (!projection) return { severity: 'info', message: `${onItsWay(figures)}.` };
  const { chance, certainty } = overCertainty(projection, budgetCents, policy);
  return certainty === 'likely'
    ? {
        severity: 'warning',
        message: `${onItsWay(figures)}: the chance to end above the budget is ${percentWord(chance)}.`,
      }
    : {
        severity: 'info',
        message: `${onItsWay(figures)}. Its platform does not stop at the budget, so it may end above it: the chance is ${percentWord(chance)}, and the rule speaks from ${percentWord(policy.overChance)}. Set a hard stop there, or raise the rule’s chance.`,
      };
}

function stalledFinding(figures: FlightFigures, today: string): Finding {
  const isKnown = figures.spend.pacing.kind === 'measured';
  const level = !isKnown && figures.flight.status === 'active' ? 'hold' : isStalled(figures, today) ? 'raise' : 'clear';
  return flightFinding(
    figures,
    'stalled',
    level,
    'critical',
    `${labelOf(figures)} delivered nothing on the last two days, though the plan wanted some.`,
  );
}

function costFinding(figures: FlightFigures): Finding {
  const days = [...figures.spend.byDay.keys()].sort().slice(-MOST_HISTORY_DAYS);
  const costs = days.flatMap((day) => {
    const impressions = figures.impressions.byDay.get(day) ?? 0;
    return impressions > 0 ? [((figures.spend.byDay.get(day) ?? 0) * 1_000) / impressions] : [];
  });
  const latest = costs.at(-1);
  const usual = usualCost(costs.slice(0, -1));
  const money = (cents: number) => formatCents(Math.round(cents));
  const level =
    latest === undefined || figures.flight.status !== 'active'
      ? 'hold'
      : costJumpSignal(costs.slice(0, -1), latest).level;
  return flightFinding(
    figures,
    'cpm_jump',
    level,
    'warning',
    `The cost per thousand of ${labelOf(figures)} ${(latest ?? 0) < usual ? 'fell' : 'jumped'} to ${money(latest ?? 0)}; ${money(usual)} was usual.`,
  );
}

/** How fast a flight spends and how much that varies, from its last reported days; null when nothing can be said. */
export function guardInputOf(figures: FlightFigures, asOf: number): GuardInput | null {
  if (figures.dataThrough === null) return null;
  const daily = [...figures.spend.byDay.keys()]
    .sort()
    .slice(-GUARD_DAYS)
    .map((day) => figures.spend.byDay.get(day) ?? 0);
  const mean = daily.reduce((sum, cents) => sum + cents, 0) / daily.length;
  const variance = daily.reduce((sum, cents) => sum + (cents - mean) ** 2, 0) / Math.max(1, daily.length - 1);
  return {
    centsPerHour: Math.max(0, Math.round(mean / HOURS_A_DAY)),
    lagHours: Math.max(1, (asOf - figures.dataThrough) / HOUR_MS),
    spreadCentsPerHour: Math.round(Math.sqrt(variance / HOURS_A_DAY)),
    z: GUARD_SURE,
  };
}

/**
 * The guard looks after flights whose platform does not stop by itself, also ones that deliver before they should. A flight
 * it holds keeps its alert; what somebody resumed is told as such.
 */
function guardFinding(figures: FlightFigures, asOf: number, running: RunningFlight | undefined): Finding[] {
  const { flight, spend } = figures;
  const mayOverspend = flight.status === 'active' || flight.status === 'paused' || spend.pacing.kind === 'measured';
  if (flight.hardStop || flight.status === 'completed' || !mayOverspend) return [];
  const guard = guardInputOf(figures, asOf);
  const delivered = spend.pacing.deliveredCents;
  if (!guard || delivered === null) return [flightFinding(figures, 'overspend_guard', 'hold', 'critical', '')];
  const isOver = mustStop(delivered, spend.pacing.budgetCents, guard);
  const resumedBy = running ? resumedAfterGuard(running, 0) : null;
  const message = `${labelOf(figures)} has spent ${formatCents(delivered)} of ${formatCents(spend.pacing.budgetCents)}; with ${formatCents(stopReserveCents(guard))} still on its way it would overspend.${resumedBy ? ` ${resumedBy} resumed it.` : ''}`;
  return [flightFinding(figures, 'overspend_guard', isOver ? 'raise' : 'clear', 'critical', message)];
}

/** Everything that may be wrong with a campaign at a moment, one finding per cause and subject, of the rules that are on. */
export function findCauses(input: {
  figures: CampaignFigures;
  settings: AlertSettings;
  feeds: readonly FeedFacts[];
  upcoming: readonly Upcoming[];
}): readonly Finding[] {
  const { figures, settings } = input;
  const { timeZone } = figures.campaign;
  const ofFlights = figures.flights.flatMap((flight) => [
    ...projectionFindings(flight, settings),
    stalledFinding(flight, figures.today),
    costFinding(flight),
    ...(settings.guard === 'off' ? [] : guardFinding(flight, figures.asOf, figures.running.get(flight.flight.id))),
  ]);
  const ofUpcoming = input.upcoming.map(({ cause, dueAt, leadMs, what, ...subject }): Finding => {
    const { level } = deadlineSignal({ cause, dueAt, now: figures.asOf, leadMs });
    return {
      ...subject,
      rule: cause,
      level,
      severity: 'warning',
      message: `${subject.subjectLabel} ${what} at ${inMarketTime(dueAt, timeZone)}.`,
    };
  });
  return [...ofFlights, ...feedFindings(input.feeds, timeZone), ...ofUpcoming].filter(({ rule }) =>
    settings.rules.includes(rule),
  );
}
