import { addChoice, addRow, type LinearModel, startModel } from '../linear-model.ts';
import { allowedSlots } from './allowed-slots.ts';
import type { RotationInput } from './rotation.ts';

/** The model, and for each creative the columns that mean "stands in this slot". */
export type RotationModel = Readonly<{ model: LinearModel; read: (values: ArrayLike<number>) => readonly number[] }>;

/**
 * The flow model of the ISCI rotator problem: each creative's airings are a path from slot to slot, each slot is entered
 * once, an arc costs |gap − N ÷ n|. Source: Bollapragada, Bussieck and Mallik 2004. The exact search proves the same optima
 * faster; this model is its independent check.
 * Example: counts [2, 1] has 3 slots, 9 choices to start, go on or end, and 2 paths.
 */
export function flowModel(input: RotationInput): RotationModel {
  const { slots, creatives, allowed } = allowedSlots(input);
  const draft = startModel('minimize');
  const entering: [number, number][][] = Array.from({ length: slots }, () => []);
  const enters: { creative: number; slot: number; column: number }[] = [];
  for (let creative = 0; creative < creatives; creative += 1) {
    const count = input.counts[creative] ?? 0;
    if (count === 0) continue;
    const open = Array.from({ length: slots }, (_, slot) => slot).filter((slot) => allowed[creative * slots + slot]);
    const flow = new Map<number, [number, number][]>(open.map((slot) => [slot, []]));
    const starts: [number, number][] = [];
    const used: [number, number][] = [];
    const enter = (slot: number, name: string, cost: number): number => {
      const column = addChoice(draft, name, cost);
      entering[slot]?.push([column, 1]);
      flow.get(slot)?.push([column, 1]);
      used.push([column, 1]);
      enters.push({ creative, slot, column });
      return column;
    };
    for (const slot of open) {
      starts.push([enter(slot, `start ${creative} ${slot}`, 0), 1]);
      flow.get(slot)?.push([addChoice(draft, `end ${creative} ${slot}`, 0), -1]);
      for (const before of open) {
        if (before >= slot) break;
        const column = enter(slot, `arc ${creative} ${before} ${slot}`, Math.abs(slot - before - slots / count));
        flow.get(before)?.push([column, -1]);
      }
    }
    for (const [slot, terms] of flow) addRow(draft, { name: `path ${creative} ${slot}`, lower: 0, upper: 0, terms });
    addRow(draft, { name: `one start ${creative}`, lower: 1, upper: 1, terms: starts });
    addRow(draft, { name: `airings ${creative}`, lower: count, upper: count, terms: used });
  }
  entering.forEach((terms, slot) => addRow(draft, { name: `slot ${slot + 1}`, lower: 1, upper: 1, terms }));
  return { model: draft, read: (values) => readSequence(slots, enters, values) };
}

function readSequence(
  slots: number,
  enters: readonly Readonly<{ creative: number; slot: number; column: number }>[],
  values: ArrayLike<number>,
): number[] {
  const sequence = Array.from({ length: slots }, () => -1);
  for (const { creative, slot, column } of enters) if ((values[column] ?? 0) > 0.5) sequence[slot] = creative;
  return sequence;
}
