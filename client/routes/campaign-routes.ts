import { createRoute, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { z } from 'zod';
import { channelSchema, flowchartQuerySchema } from '../../shared/contracts/plans.ts';
import { FLOWCHART_MEASURES } from '../../shared/domain/audience/measured-flowchart.ts';
import { AIMS, GOAL_UNITS } from '../allocation/goals/goal-search.ts';
import { shellRoute } from './frame.tsx';
import { auditSearch, optional, optionalFlag, optionalText } from './search.ts';

const campaignRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/campaigns/$campaignId',
  component: Outlet,
});

const overviewRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/',
  validateSearch: z.object({
    basis: optional(flowchartQuerySchema.shape.basis.unwrap()),
    settings: optionalFlag,
  }),
  component: lazyRouteComponent(() => import('../campaigns/overview-page.tsx'), 'OverviewPage'),
});

const planRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/plan',
  validateSearch: z.object({
    plan: optionalText,
    line: optionalText,
    calendar: optional(flowchartQuerySchema.shape.calendar.unwrap()),
    by: optional(flowchartQuerySchema.shape.by.unwrap()),
    basis: optional(flowchartQuerySchema.shape.basis.unwrap()),
    measure: optional(z.enum(FLOWCHART_MEASURES)),
    panel: optional(z.enum(['import', 'bulk'])),
    q: optional(z.string().max(200)),
    channel: optional(channelSchema),
    runsFrom: optional(z.iso.date()),
    runsTo: optional(z.iso.date()),
  }),
  component: lazyRouteComponent(() => import('../plans/plan-page.tsx'), 'PlanPage'),
});

const compareRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/plan/compare',
  validateSearch: z.object({
    plan: optionalText,
    with: optionalText,
    changed: optionalFlag,
  }),
  component: lazyRouteComponent(() => import('../plans/compare/compare-page.tsx'), 'ComparePage'),
});

const splitRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/split',
  validateSearch: z.object({
    unit: optional(z.enum(GOAL_UNITS)),
    aim: optional(z.enum(AIMS)),
    want: optional(z.number().positive().max(1e15)),
    value: optional(z.number().positive().max(1e9)),
    view: optional(z.enum(['scenarios'])),
    pick: optionalText,
    scenario: optionalText,
  }),
  component: lazyRouteComponent(() => import('../allocation/split-page.tsx'), 'SplitPage'),
});

const buyRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/buy',
  component: lazyRouteComponent(() => import('../buying/buy-page.tsx'), 'BuyPage'),
});

const ordersRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/orders',
  validateSearch: z.object({ order: optionalText }),
  component: lazyRouteComponent(() => import('../orders/orders-page.tsx'), 'OrdersPage'),
});

const creativesRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/creatives',
  validateSearch: z.object({ creative: optionalText, new: optionalFlag, rotation: optionalFlag }),
  component: lazyRouteComponent(() => import('../creatives/creatives-page.tsx'), 'CreativesPage'),
});

const reachRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/reach',
  validateSearch: z.object({
    basis: optional(z.enum(['planned', 'aired'])),
    plan: optionalText,
    part: optionalText,
    people: optional(z.number().int().min(1_000)),
    kappa: optional(z.number().min(0.05).max(100)),
  }),
  component: lazyRouteComponent(() => import('../reach/reach-page.tsx'), 'ReachPage'),
});

const spotsRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/spots',
  validateSearch: z.object({
    view: optional(z.enum(['grid', 'next', 'traffic', 'makegoods'])),
    from: optionalText,
    station: optionalText,
    cell: optionalText,
    spot: optionalText,
  }),
  component: lazyRouteComponent(() => import('../spots/spots-page.tsx'), 'SpotsPage'),
});

const pacingRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/pacing',
  validateSearch: z.object({
    metric: optional(z.enum(['spend', 'impressions'])),
    asOf: optional(z.iso.datetime()),
    known: optional(z.enum(['then', 'now'])),
    line: optionalText,
    day: optional(z.iso.date()),
  }),
  component: lazyRouteComponent(() => import('../pacing/pacing-page.tsx'), 'PacingPage'),
});

const alertsRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/alerts',
  validateSearch: z.object({
    state: optional(z.enum(['open', 'acknowledged', 'snoozed', 'resolved', 'all'])),
    rules: optionalFlag,
  }),
  component: lazyRouteComponent(() => import('../alerts/alerts-page.tsx'), 'AlertsPage'),
});

const reconciliationRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/reconciliation',
  validateSearch: z.object({
    view: optional(z.enum(['summary', 'discrepancies', 'disputes', 'posting', 'imports', 'rows'])),
    tolerance: optional(z.int().min(0).max(100_000)),
    claim: optionalText,
    dispute: optionalText,
    import: optionalText,
    state: optional(z.enum(['matched', 'unmatched', 'resolved', 'ignored'])),
    reason: optionalText,
  }),
  component: lazyRouteComponent(() => import('../reconciliation/reconciliation-page.tsx'), 'ReconciliationPage'),
});

const competitorsRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/competitors',
  component: lazyRouteComponent(() => import('../competitors/competitors-page.tsx'), 'CompetitorsPage'),
});

const conversionsRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/conversions',
  validateSearch: z.object({ landing: optionalText }),
  component: lazyRouteComponent(() => import('../conversions/conversions-page.tsx'), 'ConversionsPage'),
});

const campaignAuditRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('../audit/audit-page.tsx'), 'AuditPage'),
});

/** The pages of one campaign. */
export const campaignRoutes = campaignRoute.addChildren([
  overviewRoute,
  planRoute,
  compareRoute,
  splitRoute,
  buyRoute,
  ordersRoute,
  creativesRoute,
  reachRoute,
  spotsRoute,
  pacingRoute,
  alertsRoute,
  reconciliationRoute,
  competitorsRoute,
  conversionsRoute,
  campaignAuditRoute,
]);
