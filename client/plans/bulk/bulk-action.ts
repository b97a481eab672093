import { centsToMicros } from '../../../shared/domain/money.ts';
import type { BulkAction } from '../../../shared/domain/plan-bulk/bulk-edit.ts';
import { parseAmount } from '../parse-amount.ts';

/** What is done, as chosen and typed. */
export type ActionForm = Readonly<{
  kind: BulkAction['kind'];
  text: string;
  find: string;
  in: 'name' | 'vendor';
  matchCase: boolean;
  locked: boolean;
}>;

export const ACTIONS: readonly Readonly<{ value: BulkAction['kind']; label: string; field: string; hint: string }>[] = [
  { value: 'set_budget', label: 'Set each flight’s budget', field: 'Gross, $', hint: '5k' },
  { value: 'add_to_budget', label: 'Add a share to budgets', field: 'Share, %', hint: '10 or -10' },
  { value: 'shift_dates', label: 'Shift dates', field: 'Days', hint: '7 or -7' },
  { value: 'set_price', label: 'Set the price', field: 'Price, $', hint: '18.50' },
  { value: 'add_to_price', label: 'Add a share to prices', field: 'Share, %', hint: '3 or -3' },
  { value: 'replace', label: 'Find and replace', field: 'Replace by', hint: '' },
  { value: 'set_locked', label: 'Lock or unlock', field: '', hint: '' },
];

export const FIRST_FORM: ActionForm = {
  ...{ kind: 'add_to_budget', text: '', find: '', in: 'name', matchCase: false, locked: true },
};

type ReadAction =
  | Readonly<{ kind: 'ok'; action: BulkAction }>
  | Readonly<{ kind: 'empty' }>
  | Readonly<{ kind: 'refused'; reason: string }>;

const MOST_DAYS = 730;

/** The action that is typed; empty while nothing is, refused with the reason when it is none. */
export function readAction(form: ActionForm): ReadAction {
  const text = form.text.trim();
  switch (form.kind) {
    case 'set_locked':
      return ok({ kind: 'set_locked', locked: form.locked });
    case 'replace':
      if (form.find === '') return { kind: 'empty' };
      return ok({ kind: 'replace', in: form.in, find: form.find, by: form.text, matchCase: form.matchCase });
    case 'set_budget':
    case 'set_price': {
      const amount = /^[+*]/.test(text)
        ? ({ kind: 'refused', reason: 'Give the amount itself, for example 5k.' } as const)
        : parseAmount(text, 0);
      if (amount.kind !== 'amount') return amount;
      if (form.kind === 'set_budget') return ok({ kind: 'set_budget', cents: amount.cents });
      return ok({ kind: 'set_price', amountMicros: centsToMicros(amount.cents) });
    }
    case 'add_to_budget':
    case 'add_to_price': {
      if (text === '') return { kind: 'empty' };
      const share = /^([-+−]?)(\d{1,4}(?:\.\d{1,2})?)\s*%?$/.exec(text);
      if (!share) return refused('Give a share such as 10, -5 or 2.5.');
      const [whole = '0', decimals = ''] = (share[2] ?? '').split('.');
      const size = Number(whole) * 100 + Number(decimals.padEnd(2, '0'));
      const basisPoints = share[1] === '-' || share[1] === '−' ? -size : size;
      if (basisPoints < -10_000) return refused('A share below −100% would leave less than nothing.');
      if (basisPoints > 100_000) return refused('At most 1,000% at once.');
      return ok({ kind: form.kind, basisPoints });
    }
    case 'shift_dates': {
      if (text === '') return { kind: 'empty' };
      const days = /^[+-]?\d{1,4}$/.test(text) ? Number(text) : NaN;
      if (!(Math.abs(days) <= MOST_DAYS)) return refused(`Give whole days, for example 7 or -7, at most ${MOST_DAYS}.`);
      return ok({ kind: 'shift_dates', days });
    }
  }
}

const ok = (action: BulkAction) => ({ kind: 'ok', action }) as const;
const refused = (reason: string) => ({ kind: 'refused', reason }) as const;
