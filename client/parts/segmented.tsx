import { SegmentedControl } from '@mantine/core';

/** A choice among a few words, named for screen readers. */
export function Segmented<Value extends string>(props: {
  label: string;
  value: Value;
  options: readonly Readonly<{ value: Value; label: string }>[];
  onChange: (value: Value) => void;
}) {
  return (
    <SegmentedControl
      size="xs"
      aria-label={props.label}
      value={props.value}
      data={props.options.map((option) => ({ ...option }))}
      onChange={(value) => props.onChange(value as Value)}
    />
  );
}
