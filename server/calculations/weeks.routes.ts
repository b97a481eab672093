import {
  weeksAnswerSchema,
  weeksRequestSchema,
  type WeeksAnswer,
  type WeeksRequest,
} from '../../shared/contracts/weeks.ts';
import { carryOverOf, whyNoCarryOver } from '../../shared/domain/allocation/planning/carry-over-model.ts';
import { spreadOverWeeks, type WeekPattern } from '../../shared/domain/allocation/planning/week-pattern.ts';
import { splitWithCarryOver } from '../../shared/domain/allocation/planning/weekly-carry-over.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { refuse } from '../refusal.ts';

type CarryOver = Extract<WeeksRequest['pattern'], { kind: 'carry_over' }>;

/** A line's money over its weeks over HTTP: by a pattern, or best where a part of each week's pressure carries into the next. */
export function weeksEndpoints(): readonly Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/calculations/weeks',
      summary: 'A line’s money over its weeks, to the cent: by a pattern, or best with carry-over, with a proof',
      tag: 'calculations',
      roles: may.look,
      body: weeksRequestSchema,
      answer: weeksAnswerSchema,
      async handle({ body }) {
        const { totalCents, weeks, pattern } = body;
        if (pattern.kind === 'carry_over') return { body: bestWeeks(totalCents, weeks, pattern) };
        return { body: { totalCents, cents: spreadOverWeeks(totalCents, weeks, pattern), carryOver: null } };
      },
    }),
  ];
}

function bestWeeks(totalCents: number, weeks: number, pattern: CarryOver): WeeksAnswer {
  const { curve, carryOverBasisPoints, startingPressureCents, weekWeights, weekDays } = pattern;
  const reason = whyNoCarryOver(curve);
  if (reason !== null) throw refuse('infeasible', 's_shaped_curve', reason, 'pattern.curve');
  const input = {
    ...{ curve, totalCents, weeks, startingPressureCents, weekWeights },
    carryOver: carryOverBasisPoints / 10_000,
    weekLengths: weekDays?.map((days) => days / 7),
  };
  const { cents, pressureCents, ...brings } = splitWithCarryOver(input);
  const byDays: WeekPattern = weekDays ? { kind: 'custom', weights: weekDays } : { kind: 'even' };
  const evenCents = spreadOverWeeks(totalCents, weeks, byDays);
  const even = { cents: [...evenCents], response: carryOverOf(input, evenCents).response };
  return { totalCents, cents: [...cents], carryOver: { pressureCents: [...pressureCents], ...brings, even } };
}
