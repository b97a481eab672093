import { MICROS_PER_CENT, multiplyRatio, sumCents, type Cents, type Micros, type RoundingMode } from './money.ts';

export type RateKind = 'cpm' | 'cpc' | 'cpcv' | 'cpp' | 'flat';
/** Gross includes the agency's commission, net does not. */
export type RateBasis = 'gross' | 'net';
/** What was agreed with a vendor: `amountMicros` per 1,000 impressions, click, completed view, rating point or buy. */
export type Rate = Readonly<{ kind: RateKind; amountMicros: Micros; basis: RateBasis }>;
/** What is counted under a rate. Ratings are counted in hundredths of a point. */
export type RateUnit = 'impressions' | 'clicks' | 'completed_views' | 'rating_hundredths' | 'buys';

/** The usual agency commission, 15 %. */
export const DEFAULT_COMMISSION_BASIS_POINTS = 1_500;
const BASIS_POINTS = 10_000;

const UNITS = {
  cpm: { unit: 'impressions', per: 1_000 },
  cpc: { unit: 'clicks', per: 1 },
  cpcv: { unit: 'completed_views', per: 1 },
  cpp: { unit: 'rating_hundredths', per: 100 },
  flat: { unit: 'buys', per: 1 },
} as const satisfies Record<RateKind, { unit: RateUnit; per: number }>;

/** What a rate of this kind counts. Example: `rateUnit('cpp')` = 'rating_hundredths'. */
export function rateUnit(kind: RateKind): RateUnit {
  return UNITS[kind].unit;
}

/**
 * Cost in cents of `units` (see `rateUnit`) at a rate, on the rate's own basis, rounded once, half to even.
 * Source: CPM is cost per thousand, CPP cost per rating point. Example: 125,000 impressions at a $20.00 CPM cost $2,500.00.
 */
export function costOfUnits(rate: Rate, units: number): Cents {
  return multiplyRatio(units, rate.amountMicros, UNITS[rate.kind].per * MICROS_PER_CENT);
}

/**
 * Whole units a budget on the rate's own basis buys; never more than it pays for.
 * @throws RangeError on a rate of zero. Example: $2,500.00 at a $20.00 CPM buys 125,000 impressions.
 */
export function unitsForCost(rate: Rate, costCents: Cents): number {
  return multiplyRatio(costCents, UNITS[rate.kind].per * MICROS_PER_CENT, rate.amountMicros, 'down');
}

/** The rate's amount that `costCents` for `units` comes to, in micros. Example: $2,500.00 for 125,000 is a $20.00 CPM. */
export function effectiveRateMicros(kind: RateKind, costCents: Cents, units: number): Micros {
  return multiplyRatio(costCents, UNITS[kind].per * MICROS_PER_CENT, units);
}

/** Net of a gross amount (cents or micros): net = gross × (1 − commission). Example: $100.00 at 15 % is $85.00. */
export function grossToNet(gross: number, commissionBasisPoints: number, mode: RoundingMode = 'half_even'): number {
  assertCommission(commissionBasisPoints);
  return multiplyRatio(gross, BASIS_POINTS - commissionBasisPoints, BASIS_POINTS, mode);
}

/** Gross of a net amount (cents or micros): it divides, net ÷ (1 − commission). Example: $85.00 at 15 % is $100.00. */
export function netToGross(net: number, commissionBasisPoints: number, mode: RoundingMode = 'half_even'): number {
  assertCommission(commissionBasisPoints);
  return multiplyRatio(net, BASIS_POINTS, BASIS_POINTS - commissionBasisPoints, mode);
}

/** From which basis to which, at which commission. */
export type BasisChange = Readonly<{ from: RateBasis; to: RateBasis; commissionBasisPoints: number }>;

/** An amount (cents or micros) on another basis; unchanged when the basis is the same. */
export function onBasis(amount: number, change: BasisChange): number {
  if (change.from === change.to) return amount;
  return change.to === 'net'
    ? grossToNet(amount, change.commissionBasisPoints)
    : netToGross(amount, change.commissionBasisPoints);
}

/** The same rate quoted on another basis. Example: a $20.00 gross CPM is $17.00 net at 15 %. */
export function rateOnBasis(rate: Rate, basis: RateBasis, commissionBasisPoints: number): Rate {
  const amountMicros = onBasis(rate.amountMicros, { from: rate.basis, to: basis, commissionBasisPoints });
  return { ...rate, basis, amountMicros };
}

/** A charge on top of media: a share of the media cost, a fixed sum, or an amount per 1,000 impressions (ad serving). */
export type Fee =
  | Readonly<{ kind: 'share'; name: string; basisPoints: number }>
  | Readonly<{ kind: 'fixed'; name: string; cents: Cents }>
  | Readonly<{ kind: 'per_thousand'; name: string; amountMicros: Micros }>;

export type CostWithFees = Readonly<{
  mediaCents: Cents;
  fees: readonly Readonly<{ name: string; cents: Cents }>[];
  totalCents: Cents;
}>;

/**
 * Media cost with each fee in cents, rounded one by one, and the total of what is shown.
 * Example: $1,000.00 with 10 % and $25.00 is $1,125.00.
 */
export function addFees(mediaCents: Cents, fees: readonly Fee[], impressions = 0): CostWithFees {
  const charged = fees.map((fee) => ({ name: fee.name, cents: feeCents(fee, mediaCents, impressions) }));
  return { mediaCents, fees: charged, totalCents: sumCents([mediaCents, ...charged.map(({ cents }) => cents)]) };
}

function feeCents(fee: Fee, mediaCents: Cents, impressions: number): Cents {
  switch (fee.kind) {
    case 'share':
      return multiplyRatio(mediaCents, fee.basisPoints, BASIS_POINTS);
    case 'fixed':
      return fee.cents;
    case 'per_thousand':
      return multiplyRatio(impressions, fee.amountMicros, 1_000 * MICROS_PER_CENT);
  }
}

/** A vendor's price of a length against :30, in basis points. Example: `{ lengthSeconds: 15, basisPoints: 6_500 }`. */
export type LengthFactor = Readonly<{ lengthSeconds: number; basisPoints: number }>;

export type SpotCostInput = Readonly<{
  ratingHundredths: number;
  cppMicros: Micros;
  lengthSeconds: number;
  lengthFactors?: readonly LengthFactor[] | undefined;
}>;

/**
 * Cost of one spot: rating × CPP × length factor, rounded once. A length the vendor has no factor for is priced pro rata
 * to :30. Example: an 8.0 rating at a $50.00 CPP is $400.00 for :30, $200.00 for :15, $800.00 for :60.
 */
export function spotCostCents(input: SpotCostInput): Cents {
  const factor = input.lengthFactors?.find(({ lengthSeconds }) => lengthSeconds === input.lengthSeconds);
  const [numerator, denominator] = factor ? [factor.basisPoints, BASIS_POINTS] : [input.lengthSeconds, 30];
  return multiplyRatio(
    input.cppMicros,
    multiplyRatio(input.ratingHundredths, numerator, 1),
    multiplyRatio(100 * MICROS_PER_CENT, denominator, 1),
  );
}

/** Gross rating points in hundredths: reach (basis points) × frequency (hundredths). Example: 50 % × 3.0 = 150 GRPs. */
export function grpHundredths(reachBasisPoints: number, frequencyHundredths: number): number {
  return multiplyRatio(reachBasisPoints, frequencyHundredths, 100);
}

/** Rating points counted as :30s: points × seconds ÷ 30. Example: 10.00 points of :15 count as 5.00. */
export function equivalizedGrpHundredths(grps: number, lengthSeconds: number): number {
  return multiplyRatio(grps, lengthSeconds, 30);
}

function assertCommission(basisPoints: number): void {
  if (Number.isInteger(basisPoints) && basisPoints >= 0 && basisPoints < BASIS_POINTS) return;
  throw new RangeError(`Commission is 0 to 9,999 basis points (15 % is 1,500), got ${basisPoints}.`);
}
