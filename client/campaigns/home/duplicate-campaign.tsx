import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { campaignResponseSchema, type CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import { planResponseSchema } from '../../../shared/contracts/plans.ts';
import { isDay } from '../../../shared/domain/calendar/day.ts';
import { call } from '../../api/call.ts';
import { queryClient } from '../../api/query-client.ts';
import { sayDone } from '../../parts/notices/announce.ts';
import { Refused } from '../../parts/notices/refused.tsx';
import { copyOfCampaign } from './copy-campaign.ts';

/** Asks for the copy's name and first day, makes it with the plan's lines as a draft, and opens that draft. */
export function DuplicateCampaign({ campaign, onClose }: { campaign: CampaignResponse; onClose: () => void }) {
  const navigate = useNavigate();
  const [name, setName] = useState(`${campaign.name} (copy)`);
  const [startDay, setStartDay] = useState<string>(campaign.startDay);
  const copy = useMutation({
    mutationFn: () => duplicate(campaign, { name: name.trim(), startDay }),
    onSuccess(made) {
      void queryClient.invalidateQueries({ queryKey: ['campaigns'] });
      sayDone(`${made.name} is there, with the plan as a draft.`);
      void navigate({ to: '/campaigns/$campaignId/plan', params: { campaignId: made.id } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    copy.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={`Duplicate ${campaign.name}`}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label="Name"
            data-autofocus
            withAsterisk
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="First day"
            description="Every flight moves by as many days. Spots, orders, creatives and deliveries are not copied."
            type="date"
            withAsterisk
            value={startDay}
            onChange={(event) => setStartDay(event.currentTarget.value)}
          />
          <Refused error={copy.error} />
          <Group justify="flex-end" mt="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={copy.isPending} disabled={name.trim() === '' || !isDay(startDay)}>
              Duplicate
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

async function duplicate(
  campaign: CampaignResponse,
  as: Readonly<{ name: string; startDay: string }>,
): Promise<CampaignResponse> {
  const planId = campaign.approvedPlanId ?? campaign.latestPlanId;
  const plan = planId ? await call({ path: `/api/v1/plans/${planId}`, answer: planResponseSchema }) : null;
  const copied = copyOfCampaign(as, campaign, plan);
  const made = await call({
    method: 'POST',
    path: '/api/v1/campaigns',
    body: copied.campaign,
    answer: campaignResponseSchema,
  });
  if (copied.plan)
    await call({
      method: 'POST',
      path: `/api/v1/campaigns/${made.id}/plans`,
      body: copied.plan,
      answer: planResponseSchema,
    });
  return made;
}
