import { Checkbox, Group, Select, SimpleGrid, TextInput, type TextInputProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { daypartsQuery } from '../../spots/spot-queries.ts';
import type { LineField, LineForm } from './line-form.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((label, index) => ({
  value: String(index + 1),
  label,
}));

/** What a line of spots has besides: where and when they air, what one is worth, and how many a week there can be. */
export function TvFields(props: {
  campaignId: string;
  form: LineForm;
  field: (name: LineField) => Pick<TextInputProps, 'value' | 'error' | 'onChange'>;
  onChange: (part: Partial<LineForm>) => void;
}) {
  const { form, field, onChange } = props;
  const market = useQuery(daypartsQuery(props.campaignId));
  const dayparts = (market.data?.dayparts ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="sm">
        <TextInput label="Station" {...field('station')} />
        <Select
          label="Daypart"
          data={dayparts}
          value={form.daypart}
          onChange={(value) => onChange({ daypart: value ?? form.daypart })}
        />
        <TextInput label="Rating" inputMode="decimal" {...field('rating')} />
        <Select
          label="Length, s"
          data={['10', '15', '30', '60']}
          value={String(form.lengthSeconds)}
          onChange={(value) => onChange({ lengthSeconds: Number(value) as LineForm['lengthSeconds'] })}
        />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput label="Program, if bought by name" {...field('program')} />
        <TextInput
          label="Spots a week the station has"
          placeholder="not known"
          inputMode="numeric"
          {...field('spotsPerWeek')}
        />
      </SimpleGrid>
      <Checkbox.Group
        label="May air on"
        description="None ticked: every day"
        value={[...form.weekdays]}
        onChange={(weekdays) => onChange({ weekdays })}
      >
        <Group gap="sm" mt={6}>
          {WEEKDAYS.map(({ value, label }) => (
            <Checkbox key={value} value={value} label={label} />
          ))}
        </Group>
      </Checkbox.Group>
    </>
  );
}
