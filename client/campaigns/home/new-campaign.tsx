import { Alert, Button, Group, Modal, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import {
  campaignGoalSchema,
  createCampaignRequestSchema,
  type CreateCampaignRequest,
} from '../../../shared/contracts/campaigns.ts';
import { addDays } from '../../../shared/domain/calendar/day.ts';
import { ApiError, wordsOf } from '../../api/call.ts';
import { sayDone, sayFailed } from '../../parts/notices/announce.ts';
import { parseAmount } from '../../plans/parse-amount.ts';
import { words } from '../../words/format.ts';
import { useCreateCampaign } from '../campaign-queries.ts';
import { planToImportInto } from './plan-to-import-into.ts';

const ZONES = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Los_Angeles',
  'America/Anchorage',
  'Pacific/Honolulu',
];

type Values = {
  name: string;
  advertiser: string;
  market: string;
  dmaCode: string;
  timeZone: string;
  budget: string;
  startDay: string;
  lastDay: string;
  goal: CreateCampaignRequest['goal']['kind'];
};

function toRequest(values: Values): unknown {
  const budget = parseAmount(values.budget, 0);
  return {
    name: values.name,
    advertiser: values.advertiser,
    market: { name: values.market, dmaCode: values.dmaCode },
    timeZone: values.timeZone,
    budgetCents: budget.kind === 'amount' ? budget.cents : undefined,
    startDay: values.startDay,
    endDay: values.lastDay ? addDays(values.lastDay, 1) : values.lastDay,
    goal: { kind: values.goal },
  };
}

/** The contract's complaints beside the fields of this form. */
function complaints(values: Values): Partial<Record<keyof Values, string>> {
  const budget = parseAmount(values.budget, 0);
  const found: Partial<Record<keyof Values, string>> = {};
  if (budget.kind === 'refused') found.budget = budget.reason;
  if (!values.startDay) found.startDay = 'Give the first day.';
  if (!values.lastDay) found.lastDay = 'Give the last day.';
  else if (values.lastDay < values.startDay) found.lastDay = 'The last day is before the first.';
  if (Object.keys(found).length > 0) return { ...emptyFields(values), ...found };
  const parsed = createCampaignRequestSchema.safeParse(toRequest(values));
  if (parsed.success) return {};
  const FIELDS: Readonly<Record<string, keyof Values>> = { market: 'market', budgetCents: 'budget', endDay: 'lastDay' };
  for (const issue of parsed.error.issues) {
    const [head, next] = issue.path.map(String);
    found[next === 'dmaCode' ? 'dmaCode' : (FIELDS[head ?? ''] ?? (head as keyof Values))] = issue.message;
  }
  return { ...found, ...emptyFields(values) };
}

function emptyFields(values: Values): Partial<Record<keyof Values, string>> {
  const WHAT = {
    name: 'Give it a name.',
    advertiser: 'Say who pays.',
    market: 'Say where it runs.',
    dmaCode: 'Give the three digits.',
    budget: 'Give the budget.',
  } as const;
  return Object.fromEntries(Object.entries(WHAT).filter(([field]) => values[field as keyof typeof WHAT].trim() === ''));
}

/** The form for a new campaign; `isForImport` opens the import on its first plan, where a file gives the lines. */
export function NewCampaign({ isForImport, onClose }: { isForImport: boolean; onClose: () => void }) {
  const create = useCreateCampaign();
  const navigate = useNavigate();
  const form = useForm<Values>({
    initialValues: {
      name: '',
      advertiser: '',
      market: '',
      dmaCode: '',
      timeZone: 'America/New_York',
      budget: '',
      startDay: '',
      lastDay: '',
      goal: 'reach',
    },
    validate: complaints,
  });
  const save = (values: Values) =>
    create.mutate(createCampaignRequestSchema.parse(toRequest(values)), {
      onSuccess(campaign) {
        sayDone(`${campaign.name} is there. Next: its plan.`);
        const to = { to: '/campaigns/$campaignId/plan', params: { campaignId: campaign.id } } as const;
        if (!isForImport) return void navigate(to);
        // Where the empty plan can't be made, its page offers to.
        planToImportInto(campaign)
          .then((plan) => navigate({ ...to, search: { plan: plan.id, panel: 'import' } }))
          .catch((error: unknown) => {
            sayFailed(error);
            void navigate(to);
          });
      },
    });
  return (
    <Modal
      opened
      onClose={onClose}
      title={isForImport ? 'New campaign, to import a plan into' : 'New campaign'}
      size="lg"
    >
      <form onSubmit={form.onSubmit(save)} noValidate>
        <Stack gap="sm">
          <TextInput label="Name" data-autofocus withAsterisk {...form.getInputProps('name')} />
          <TextInput label="Advertiser" withAsterisk {...form.getInputProps('advertiser')} />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <TextInput label="Market" placeholder="Philadelphia" withAsterisk {...form.getInputProps('market')} />
            <TextInput
              label="DMA code"
              placeholder="504"
              inputMode="numeric"
              withAsterisk
              {...form.getInputProps('dmaCode')}
            />
            <Select label="Time zone of the market" data={ZONES} searchable {...form.getInputProps('timeZone')} />
            <TextInput
              label="Gross budget, $"
              placeholder="50,000 or 50k"
              withAsterisk
              inputMode="decimal"
              {...form.getInputProps('budget')}
            />
            <TextInput label="First day" type="date" withAsterisk {...form.getInputProps('startDay')} />
            <TextInput label="Last day" type="date" withAsterisk {...form.getInputProps('lastDay')} />
            <Select
              label="Goal"
              data={campaignGoalSchema.shape.kind.options.map((value) => ({ value, label: words(value) }))}
              {...form.getInputProps('goal')}
            />
          </SimpleGrid>
          {create.error && (
            <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert">
              {create.error instanceof ApiError && create.error.errors.length > 1
                ? create.error.errors.map((one) => <div key={one.path + one.code}>{one.message}</div>)
                : wordsOf(create.error)}
            </Alert>
          )}
          <Group justify="flex-end" mt="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              {isForImport ? 'Create and choose the file' : 'Create campaign'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
