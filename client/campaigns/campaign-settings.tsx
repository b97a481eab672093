import { Button, Group, Modal, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { campaignResponseSchema, type CampaignResponse } from '../../shared/contracts/campaigns.ts';
import { marketPeople } from '../../shared/domain/market-people.ts';
import { call } from '../api/call.ts';
import { queryClient } from '../api/query-client.ts';
import { sayDone } from '../parts/notices/announce.ts';
import { Refused } from '../parts/notices/refused.tsx';
import { count } from '../words/format.ts';
import { campaignQuery } from './campaign-queries.ts';

/** What a campaign is called and how many people its market holds, with where that number comes from. */
export function CampaignSettings({ campaign, onClose }: { campaign: CampaignResponse; onClose: () => void }) {
  const market = marketPeople(campaign.market.dmaCode);
  const [name, setName] = useState(campaign.name);
  const [people, setPeople] = useState<number | string>(campaign.peopleInMarket);
  const isMarkets = people === '' || Number(people) === market.people;
  const save = useMutation({
    mutationFn: () =>
      call({
        method: 'PATCH',
        path: `/api/v1/campaigns/${campaign.id}`,
        ifMatchRev: campaign.rev,
        body: { name: name.trim(), peopleInMarket: isMarkets ? null : Math.round(Number(people)) },
        answer: campaignResponseSchema,
      }),
    onSuccess(saved) {
      queryClient.setQueryData(campaignQuery(saved.id).queryKey, saved);
      for (const noun of ['campaigns', 'curves']) void queryClient.invalidateQueries({ queryKey: [noun] });
      sayDone('The campaign is saved.');
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title="Campaign settings" size="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name"
            data-autofocus
            withAsterisk
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <NumberInput
            label={`People in ${campaign.market.name}`}
            description="Benchmark curves, rating points and reach are counted on them. Empty takes the market’s own figure."
            placeholder={count(market.people)}
            thousandSeparator=","
            min={1_000}
            max={400_000_000}
            allowDecimal={false}
            hideControls
            value={people}
            onChange={setPeople}
          />
          <Text size="sm" c="dimmed">
            {isMarkets ? market.basis : `Set for this campaign. The market’s own figure is ${count(market.people)}.`}
          </Text>
          <Refused error={save.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
