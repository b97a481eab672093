import '@mantine/spotlight/styles.css';
import { Spotlight, createSpotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import {
  IconArrowsExchange,
  IconArrowsSplit2,
  IconChartBar,
  IconHistory,
  IconKey,
  IconLayoutList,
  IconListDetails,
  IconSearch,
  IconSunHigh,
  IconUsers,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { campaignQuery, campaignsQuery } from '../campaigns/campaign-queries.ts';
import { useMay } from '../people/session.ts';
import { planQuery } from '../plans/plan-queries.ts';
import { channelWord, money } from '../words/format.ts';
import { CAMPAIGN_PAGES } from './campaign-pages.ts';

const [store, finder] = createSpotlight();
const icon = { size: 18, stroke: 1.6 } as const;

/** Finds campaigns, lines of the campaign at hand, and actions. Mounted when asked for. */
export function Finder({ onClose }: { onClose: () => void }) {
  const groups = useFinderGroups();
  useEffect(() => finder.open(), []);
  return (
    <Spotlight
      store={store}
      actions={groups}
      shortcut={null}
      highlightQuery
      limit={12}
      nothingFound="Nothing by that name"
      onSpotlightClose={onClose}
      searchProps={{
        leftSection: <IconSearch {...icon} />,
        placeholder: 'Find a campaign, line or action',
        'aria-label': 'Find',
      }}
    />
  );
}

function useFinderGroups(): SpotlightActionGroupData[] {
  const navigate = useNavigate();
  const { campaignId } = useParams({ strict: false });
  const mayAdminister = useMay('administer');
  const campaigns = useQuery(campaignsQuery({}));
  const campaign = useQuery({ ...campaignQuery(campaignId ?? ''), enabled: campaignId !== undefined });
  const planId = campaign.data?.latestPlanId;
  const plan = useQuery({ ...planQuery(campaignId ?? '', planId ?? ''), enabled: Boolean(planId) });
  const here = campaignId
    ? [
        ...CAMPAIGN_PAGES.map((page) => ({
          id: `page ${page.to}`,
          label: page.label,
          description: campaign.data?.name ?? '',
          leftSection: <page.icon {...icon} />,
          onClick: () => void navigate({ to: page.to, params: { campaignId } }),
        })),
        {
          id: 'scenarios',
          label: 'Scenarios',
          description: 'What if the total, a price, a week or the opponent were otherwise; four side by side',
          keywords: ['what if', 'compare', 'efficient frontier', 'share of voice', 'opponent'],
          leftSection: <IconArrowsSplit2 {...icon} />,
          onClick: () =>
            void navigate({
              to: '/campaigns/$campaignId/split',
              params: { campaignId },
              search: { view: 'scenarios' },
            }),
        },
        {
          id: 'replan',
          label: 'Re-plan from actuals',
          description: 'A better split of what is not yet spent, as moves to approve',
          keywords: ['replan', 're-allocation proposal', 'reallocate', 'move money'],
          leftSection: <IconArrowsExchange {...icon} />,
          onClick: () => void navigate({ to: '/campaigns/$campaignId/pacing', params: { campaignId }, hash: 'replan' }),
        },
      ]
    : [];
  const lines = (plan.data?.lines ?? []).map((line) => ({
    id: `line ${line.id}`,
    label: line.name,
    description: `${channelWord(line.channel)} · ${line.vendor} · ${money(line.budgetCents)}`,
    leftSection: <IconListDetails {...icon} />,
    onClick: () =>
      void navigate({
        to: '/campaigns/$campaignId/plan',
        params: { campaignId: campaignId ?? '' },
        search: { line: line.id },
      }),
  }));
  return [
    {
      group: 'Campaigns',
      actions: (campaigns.data ?? []).map((one) => ({
        id: one.id,
        label: one.name,
        description: `${one.advertiser} · ${one.market.name} · ${money(one.budgetCents)}`,
        leftSection: <IconChartBar {...icon} />,
        onClick: () => void navigate({ to: '/campaigns/$campaignId', params: { campaignId: one.id } }),
      })),
    },
    { group: 'This campaign', actions: here },
    { group: 'Lines', actions: lines },
    {
      group: 'Go to',
      actions: [
        {
          id: 'home',
          label: 'Campaigns',
          leftSection: <IconLayoutList {...icon} />,
          onClick: () => void navigate({ to: '/' }),
        },
        {
          id: 'new',
          label: 'New campaign',
          leftSection: <IconLayoutList {...icon} />,
          onClick: () => void navigate({ to: '/', search: { new: true } }),
        },
        {
          id: 'audit',
          label: 'Audit',
          leftSection: <IconHistory {...icon} />,
          onClick: () => void navigate({ to: '/audit' }),
        },
        ...(mayAdminister
          ? [
              {
                id: 'people',
                label: 'People',
                leftSection: <IconUsers {...icon} />,
                onClick: () => void navigate({ to: '/admin/people' }),
              },
              {
                id: 'keys',
                label: 'API keys',
                leftSection: <IconKey {...icon} />,
                onClick: () => void navigate({ to: '/admin/keys' }),
              },
              {
                id: 'dayparts',
                label: 'Dayparts of markets',
                leftSection: <IconSunHigh {...icon} />,
                onClick: () => void navigate({ to: '/admin/dayparts' }),
              },
            ]
          : []),
      ],
    },
  ];
}
