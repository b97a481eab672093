import {
  IconBell,
  IconBroadcast,
  IconChartBar,
  IconChartDonut,
  IconChartLine,
  IconDeviceTv,
  IconFileInvoice,
  IconHeartHandshake,
  IconHistory,
  IconLayoutDashboard,
  IconMovie,
  IconScale,
  IconShoppingCart,
  IconSwords,
  type TablerIcon,
} from '@tabler/icons-react';

export type CampaignPage = Readonly<{ to: CampaignPagePath; label: string; icon: TablerIcon; key: string }>;

/** The pages of one campaign in the order of the work. `key` after `g` goes there. */
export const CAMPAIGN_PAGES = [
  { to: '/campaigns/$campaignId', label: 'Overview', icon: IconLayoutDashboard, key: 'o' },
  { to: '/campaigns/$campaignId/plan', label: 'Plan', icon: IconChartBar, key: 'p' },
  { to: '/campaigns/$campaignId/split', label: 'Split', icon: IconChartDonut, key: 's' },
  { to: '/campaigns/$campaignId/reach', label: 'Reach', icon: IconBroadcast, key: 'e' },
  { to: '/campaigns/$campaignId/buy', label: 'Buy spots', icon: IconShoppingCart, key: 'b' },
  { to: '/campaigns/$campaignId/orders', label: 'Orders', icon: IconFileInvoice, key: 'i' },
  { to: '/campaigns/$campaignId/creatives', label: 'Creatives', icon: IconMovie, key: 'c' },
  { to: '/campaigns/$campaignId/spots', label: 'Spots', icon: IconDeviceTv, key: 't' },
  { to: '/campaigns/$campaignId/pacing', label: 'Pacing', icon: IconChartLine, key: 'a' },
  { to: '/campaigns/$campaignId/alerts', label: 'Alerts', icon: IconBell, key: 'l' },
  { to: '/campaigns/$campaignId/reconciliation', label: 'Reconcile', icon: IconScale, key: 'r' },
  { to: '/campaigns/$campaignId/conversions', label: 'Conversions', icon: IconHeartHandshake, key: 'd' },
  { to: '/campaigns/$campaignId/competitors', label: 'Competitors', icon: IconSwords, key: 'v' },
  { to: '/campaigns/$campaignId/audit', label: 'Audit', icon: IconHistory, key: 'u' },
] as const satisfies readonly Readonly<{ to: string; label: string; icon: TablerIcon; key: string }>[];

export type CampaignPagePath = (typeof CAMPAIGN_PAGES)[number]['to'];
