import { Button, Checkbox, Drawer, Group, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { IconCopy, IconTrash } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import { channelSchema, rateSchema, type LineResponse, type PlanEdit } from '../../../shared/contracts/plans.ts';
import { channelWord, rateWord } from '../../words/format.ts';
import { FlightFields } from './flight-fields.tsx';
import {
  emptyForm,
  formOf,
  isBroadcast,
  readForm,
  weekdaysOf,
  type Complaints,
  type LineField,
  type LineForm,
} from './line-form.ts';
import { editsBetween, toLineRequest } from '../editor/plan-undo.ts';
import { TvFields } from './tv-fields.tsx';

/** Everything about one line: who sells it, at what rate, within which limits, and when it runs. */
export function LineDrawer(props: {
  campaign: CampaignResponse;
  planId: string;
  line: LineResponse | undefined;
  isEditable: boolean;
  onApply: (label: string, edits: readonly PlanEdit[]) => void;
  onClose: () => void;
}) {
  const { campaign, line, isEditable } = props;
  const [form, setForm] = useState<LineForm>(() =>
    line ? formOf(line) : emptyForm(campaign.startDay, campaign.lastDay),
  );
  const [complaints, setComplaints] = useState<Complaints>({});
  const change = (part: Partial<LineForm>) => setForm((before) => ({ ...before, ...part }));
  const apply = (label: string, edits: readonly PlanEdit[]) => {
    props.onApply(label, edits);
    props.onClose();
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const read = readForm(form, line);
    if (read.kind === 'refused') return setComplaints(read.complaints);
    if (!line) return apply(`Add ${read.line.name}`, [{ kind: 'add_line', line: read.line }]);
    const flights = read.line.flights.map((flight, index) => ({
      ...line.flights.find((was) => was.id === form.flights[index]?.id),
      ...flight,
      id: form.flights[index]?.id ?? '',
    }));
    const wanted = {
      ...line,
      demo: undefined,
      tv: undefined,
      minCents: undefined,
      maxCents: undefined,
      ...read.line,
      flights,
    } as LineResponse;
    apply(`Change ${line.name}`, editsBetween([line], [wanted]));
  };
  const field = (name: LineField) => ({
    value: String(form[name]),
    error: complaints[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      change({ [name]: event.currentTarget.value } as Partial<LineForm>),
  });
  return (
    <Drawer
      opened
      onClose={props.onClose}
      position="right"
      size={560}
      title={line ? line.name : 'Add a line'}
      closeButtonProps={{ 'aria-label': 'Close', size: 32 }}
    >
      <form onSubmit={save} noValidate>
        <fieldset disabled={!isEditable} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
          <Stack gap="sm">
            <TextInput label="Name" withAsterisk data-autofocus={!line || undefined} {...field('name')} />
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
              <Select
                label="Channel"
                disabled={line !== undefined}
                data={channelSchema.options.map((value) => ({ value, label: channelWord(value) }))}
                value={form.channel}
                onChange={(value) => change(channelDefaults(channelSchema.parse(value)))}
              />
              <TextInput label="Vendor" withAsterisk {...field('vendor')} />
              <Select
                label="Rate"
                data={rateSchema.shape.kind.options.map((value) => ({ value, label: rateWord(value) }))}
                value={form.rateKind}
                onChange={(value) => change({ rateKind: rateSchema.shape.kind.parse(value) })}
              />
              <Group gap={8} wrap="nowrap" align="flex-start">
                <TextInput
                  label="Price, $"
                  withAsterisk
                  inputMode="decimal"
                  style={{ flex: 1 }}
                  {...field('rateAmount')}
                />
                <Select
                  label="Basis"
                  w={92}
                  data={[
                    { value: 'gross', label: 'Gross' },
                    { value: 'net', label: 'Net' },
                  ]}
                  value={form.rateBasis}
                  onChange={(value) => change({ rateBasis: value === 'net' ? 'net' : 'gross' })}
                />
              </Group>
            </SimpleGrid>
            {isBroadcast(form.channel) && (
              <TvFields campaignId={campaign.id} form={form} field={field} onChange={change} />
            )}
            <SimpleGrid cols={{ base: 2, xs: 3 }} spacing="sm">
              <TextInput label="Demo" placeholder="A35+" {...field('demo')} />
              <TextInput label="At least, $" inputMode="decimal" {...field('min')} />
              <TextInput label="At most, $" inputMode="decimal" {...field('max')} />
            </SimpleGrid>
            <Checkbox
              label="Locked: the budget split leaves this line as it is"
              checked={form.locked}
              onChange={(event) => change({ locked: event.currentTarget.checked })}
            />
            <FlightFields
              line={{ campaign, planId: props.planId, line, weekdays: weekdaysOf(form) }}
              flights={form.flights}
              complaints={complaints}
              onChange={(flights) => change({ flights })}
            />
            {isEditable && (
              <Group justify="space-between" mt="sm">
                {line ? (
                  <Group gap={8}>
                    <Button
                      variant="default"
                      leftSection={<IconCopy size={16} />}
                      onClick={() =>
                        apply(`Duplicate ${line.name}`, [
                          { kind: 'add_line', line: { ...toLineRequest(line), name: `${line.name} copy` } },
                        ])
                      }
                    >
                      Duplicate
                    </Button>
                    <Button
                      variant="default"
                      leftSection={<IconTrash size={16} />}
                      onClick={() => apply(`Remove ${line.name}`, [{ kind: 'remove_line', lineId: line.id }])}
                    >
                      Remove
                    </Button>
                  </Group>
                ) : (
                  <span />
                )}
                <Button type="submit">{line ? 'Save' : 'Add the line'}</Button>
              </Group>
            )}
          </Stack>
        </fieldset>
      </form>
    </Drawer>
  );
}

/** What a channel is usually bought by. */
function channelDefaults(channel: LineForm['channel']): Partial<LineForm> {
  if (isBroadcast(channel)) return { channel, rateKind: 'cpp' };
  if (channel === 'search') return { channel, rateKind: 'cpc' };
  return { channel, rateKind: channel === 'ooh' ? 'flat' : 'cpm' };
}
