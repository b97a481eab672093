import type { PacingMeasure, PacingStatus } from '../../shared/contracts/pacing.ts';
import { multiplyRatio } from '../../shared/domain/money.ts';
import type {
  FlightPacing,
  PaceBands,
  PacingStatus as DomainStatus,
} from '../../shared/domain/pacing/flight-pacing.ts';
import { paceGroup } from '../../shared/domain/pacing/group-pacing.ts';
import { chanceAbove, chanceBelow, type Projection } from '../../shared/domain/pacing/projection.ts';

/** Below this share of its budget a flight ends under. */
const UNDER_SHARE = [95, 100] as const;

const whyNotApplicable = (status: DomainStatus): PacingMeasure['notApplicable'] =>
  status === 'not_started' || status === 'paused' || status === 'canceled' || status === 'no_plan' ? status : null;

const wireStatus = (status: DomainStatus): PacingStatus =>
  status === 'under' || status === 'on' || status === 'over' || status === 'unknown' ? status : 'na';

function chances(
  projection: Projection | null,
  budget: number,
): Pick<PacingMeasure, 'projection' | 'probabilityUnder' | 'probabilityOver'> {
  if (!projection) return { projection: null, probabilityUnder: null, probabilityOver: null };
  return {
    projection: { value: projection.valueCents, low: projection.lowCents, high: projection.highCents },
    probabilityUnder: chanceBelow(projection, multiplyRatio(budget, ...UNDER_SHARE)),
    probabilityOver: chanceAbove(projection, budget),
  };
}

/** One flight's pacing as the wire shows it. */
export function measureOfFlight(pacing: FlightPacing): PacingMeasure {
  const { budgetCents: budget, deliveredCents: delivered } = pacing;
  const base = {
    budget: pacing.status === 'no_plan' ? null : budget,
    delivered,
    remaining: delivered === null || pacing.status === 'no_plan' ? null : budget - delivered,
    status: wireStatus(pacing.status),
    notApplicable: whyNotApplicable(pacing.status),
    ...chances(pacing.kind === 'unknown' ? null : pacing.projection, budget),
  };
  if (pacing.kind !== 'measured') {
    const plannedToDate = pacing.kind === 'unknown' || pacing.status === 'paused' ? pacing.plannedToDateCents : null;
    return {
      ...base,
      plannedToDate,
      variance: null,
      pace: null,
      daysBehind: null,
      neededPerDay: null,
      neededRatio: null,
    };
  }
  const { measure } = pacing;
  return {
    ...base,
    plannedToDate: pacing.plannedToDateCents,
    variance: measure.varianceCents,
    pace: measure.pace,
    daysBehind: measure.daysBehind,
    neededPerDay: measure.neededPerDayCents,
    neededRatio: measure.neededRatio,
  };
}

/** The pacing of several flights as the wire shows it; those without a plan stand aside where others have one. */
export function measureOfGroup(pacings: readonly FlightPacing[], bands: PaceBands): PacingMeasure {
  const planned = pacings.filter(({ status }) => status !== 'no_plan');
  const group = paceGroup(planned.length > 0 ? planned : pacings, bands);
  const hasPlan = planned.length > 0;
  const isMeasured = group.measuredFlights > 0;
  return {
    budget: hasPlan ? group.budgetCents : null,
    plannedToDate: isMeasured ? group.plannedToDateCents : null,
    delivered: group.deliveredCents,
    remaining: hasPlan && group.deliveredCents !== null ? group.budgetCents - group.deliveredCents : null,
    variance: group.varianceCents,
    pace: isMeasured ? group.pace : null,
    daysBehind: group.daysBehind,
    neededPerDay: group.neededPerDayCents,
    neededRatio: group.neededRatio,
    ...chances(isMeasured ? group.projection : null, group.budgetCents),
    status: wireStatus(group.status),
    notApplicable: whyNotApplicable(group.status),
  };
}
