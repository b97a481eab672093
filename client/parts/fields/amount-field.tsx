import { TextInput, type TextInputProps } from '@mantine/core';
import { useState } from 'react';
import { parseAmount } from '../../plans/parse-amount.ts';

const show = (cents: number | null) =>
  cents === null ? '' : (cents / 100).toLocaleString('en-US', { minimumFractionDigits: cents % 100 === 0 ? 0 : 2 });

/** A field for dollars: `5k`, `=3*450`, `+10%`. Takes effect on Enter or on leaving; Esc puts the amount back. Empty is null. */
export function AmountField({
  cents,
  onCents,
  ...rest
}: Omit<TextInputProps, 'value' | 'onChange' | 'onBlur' | 'onKeyDown' | 'error'> & {
  cents: number | null;
  onCents: (cents: number | null) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const parsed = typed === null ? null : parseAmount(typed, cents ?? 0);
  const commit = () => {
    if (parsed?.kind === 'refused') return;
    if (parsed) {
      const next = parsed.kind === 'empty' ? null : parsed.cents;
      if (next !== cents) onCents(next);
    }
    setTyped(null);
  };
  return (
    <TextInput
      inputMode="decimal"
      styles={{ input: { textAlign: 'right' } }}
      {...rest}
      value={typed ?? show(cents)}
      error={parsed?.kind === 'refused' && (typed ?? '').length > 1 ? parsed.reason : undefined}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => (parsed?.kind === 'refused' ? setTyped(null) : commit())}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape') setTyped(null);
      }}
    />
  );
}
