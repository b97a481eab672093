import { MultiSelect } from '@mantine/core';
import { KEY_SCOPES, keyScopeSchema, type KeyScope } from '../../shared/contracts/key-scopes.ts';
import { words } from '../words/format.ts';

/** A scope in words. Example: `scopeWords('delivery:read')` = "delivery (read)". */
export function scopeWords(scope: KeyScope): string {
  const [area = '', level = ''] = scope.split(':');
  return `${area === 'all' ? 'everything' : words(area).toLowerCase()} (${level})`;
}

/** What of its role a key may use; none chosen means all of it. */
export function ScopeSelect(props: { value: readonly KeyScope[]; onChange: (scopes: readonly KeyScope[]) => void }) {
  return (
    <MultiSelect
      label="Scopes"
      description="What of its role the key may use; write includes read. None chosen: all of it."
      placeholder={props.value.length === 0 ? 'All its role may' : undefined}
      data={KEY_SCOPES.map((value) => ({ value, label: scopeWords(value) }))}
      value={[...props.value]}
      onChange={(values) => props.onChange(values.map((value) => keyScopeSchema.parse(value)))}
    />
  );
}
