import { errorIssue, type Issue } from '../issue.ts';
import { allowedSlots } from './allowed-slots.ts';
import type { RotationInput } from './rotation.ts';
import { startSequence } from './fast/start-sequence.ts';

/**
 * Every reason why a rotation can't be made: counts that are not whole, fixed slots out of range or doubled, eligibility
 * that leaves slots without a creative. Empty means a sequence exists.
 * Example: counts [1, 1] with both creatives eligible in slot 1 only → `rotation_blocked` naming slot 2.
 */
export function checkRotation(input: RotationInput): readonly Issue[] {
  const shape = [...checkCounts(input.counts), ...checkEligible(input), ...checkFixed(input)];
  if (shape.length > 0) return shape;
  const start = startSequence(input.counts, allowedSlots(input));
  if (start.kind === 'sequence') return [];
  const airings = start.creatives.reduce((sum, creative) => sum + (input.counts[creative] ?? 0), 0);
  const who = start.creatives.length === 0 ? 'no creative' : `creatives ${start.creatives.join(', ')} only`;
  const named = start.slots.map((slot) => slot + 1).join(', ');
  return [
    errorIssue(
      'rotation_blocked',
      `Slots ${named} can go to ${who}, which have ${airings} airings in all. Widen the eligibility, change the counts or free a fixed slot.`,
      'eligible',
    ),
  ];
}

function checkCounts(counts: readonly number[]): Issue[] {
  const issues: Issue[] = [];
  counts.forEach((count, creative) => {
    if (Number.isSafeInteger(count) && count >= 0) return;
    issues.push(
      errorIssue('count_invalid', `Airings must be whole and zero or more, got ${count}.`, `counts.${creative}`),
    );
  });
  if (counts.length === 0 || (issues.length === 0 && counts.every((count) => count === 0))) {
    issues.push(errorIssue('rotation_empty', 'There is nothing to rotate: give at least one airing.', 'counts'));
  }
  return issues;
}

function checkEligible({ counts, eligible }: RotationInput): Issue[] {
  if (!eligible) return [];
  const slots = counts.reduce((sum, count) => sum + count, 0);
  if (eligible.length !== counts.length) {
    const message = `Eligibility lists ${eligible.length} creatives, the counts ${counts.length}. Give one list per creative.`;
    return [errorIssue('eligible_length', message, 'eligible')];
  }
  return eligible.flatMap((list, creative) =>
    list.flatMap((slot, at) =>
      Number.isSafeInteger(slot) && slot >= 1 && slot <= slots
        ? []
        : [
            errorIssue(
              'slot_unknown',
              `Slot ${slot} does not exist: slots are 1 to ${slots}.`,
              `eligible.${creative}.${at}`,
            ),
          ],
    ),
  );
}

function checkFixed({ counts, fixed = [], eligible }: RotationInput): Issue[] {
  const slots = counts.reduce((sum, count) => sum + count, 0);
  const seen = new Set<number>();
  return fixed.flatMap(({ slot, creative }, at): Issue[] => {
    const path = `fixed.${at}`;
    if (!Number.isSafeInteger(slot) || slot < 1 || slot > slots) {
      return [errorIssue('slot_unknown', `Slot ${slot} does not exist: slots are 1 to ${slots}.`, `${path}.slot`)];
    }
    if (!Number.isSafeInteger(creative) || creative < 0 || creative >= counts.length) {
      const message = `Creative ${creative} does not exist: creatives are 0 to ${counts.length - 1}.`;
      return [errorIssue('creative_unknown', message, `${path}.creative`)];
    }
    if (seen.has(slot))
      return [errorIssue('slot_fixed_twice', `Slot ${slot} is fixed twice. Keep one.`, `${path}.slot`)];
    seen.add(slot);
    const listed = eligible?.[creative];
    if (listed && !listed.includes(slot)) {
      const message = `Slot ${slot} is fixed on creative ${creative}, which is not eligible there.`;
      return [errorIssue('fixed_not_eligible', message, path)];
    }
    return [];
  });
}
