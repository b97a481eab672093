import { Button, Group, Modal, NativeSelect, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import { Refused } from '../../parts/notices/refused.tsx';
import { period } from '../../words/format.ts';
import { planToImportInto } from './plan-to-import-into.ts';

const NEW = 'new';

/** Asks into which campaign a file goes, and opens the import on its plan; a new campaign is asked for first. */
export function ImportPlan(props: { campaigns: readonly CampaignResponse[]; onNew: () => void; onClose: () => void }) {
  const { campaigns, onNew, onClose } = props;
  const navigate = useNavigate();
  const open = campaigns.filter(({ status }) => status !== 'completed' && status !== 'canceled');
  const [into, setInto] = useState(open[0]?.id ?? NEW);
  const start = useMutation({
    mutationFn: planToImportInto,
    onSuccess: (plan) =>
      void navigate({
        to: '/campaigns/$campaignId/plan',
        params: { campaignId: plan.campaignId },
        search: { plan: plan.id, panel: 'import' },
      }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const campaign = open.find(({ id }) => id === into);
    if (campaign) start.mutate(campaign);
    else onNew();
  };
  return (
    <Modal opened onClose={onClose} title="Import from Excel">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <NativeSelect
            label="Into the plan of"
            description="Next: the file, what its columns hold, and what each row would change. Nothing is saved before."
            data-autofocus
            value={into}
            data={[
              ...open.map((one) => ({ value: one.id, label: `${one.name}, ${period(one.startDay, one.endDay)}` })),
              { value: NEW, label: 'A new campaign…' },
            ]}
            onChange={(event) => setInto(event.currentTarget.value)}
          />
          <Refused error={start.error} />
          <Group justify="flex-end" mt="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={start.isPending}>
              Continue
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
