import { IconChartBar, IconChartDonut, IconHistory, IconLayoutDashboard, type TablerIcon } from '@tabler/icons-react';

export type CampaignPage = Readonly<{ to: CampaignPagePath; label: string; icon: TablerIcon; key: string }>;

/** The pages of one campaign in the order of the work. `key` after `g` goes there. */
export const CAMPAIGN_PAGES = [
  { to: '/campaigns/$campaignId', label: 'Overview', icon: IconLayoutDashboard, key: 'o' },
  { to: '/campaigns/$campaignId/plan', label: 'Plan', icon: IconChartBar, key: 'p' },
  { to: '/campaigns/$campaignId/split', label: 'Split', icon: IconChartDonut, key: 's' },
  { to: '/campaigns/$campaignId/audit', label: 'Audit', icon: IconHistory, key: 'u' },
] as const satisfies readonly Readonly<{ to: string; label: string; icon: TablerIcon; key: string }>[];

export type CampaignPagePath = (typeof CAMPAIGN_PAGES)[number]['to'];
