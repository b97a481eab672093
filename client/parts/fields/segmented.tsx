import { SegmentedControl } from '@mantine/core';
import classes from './segmented.module.css';

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
      classNames={{ root: classes.root, control: classes.control }}
      aria-label={props.label}
      value={props.value}
      data={props.options.map((option) => ({ ...option }))}
      onChange={(value) => props.onChange(value as Value)}
    />
  );
}
