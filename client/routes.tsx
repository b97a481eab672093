import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type ErrorComponentProps,
} from '@tanstack/react-router';
import { z } from 'zod';
import { campaignStatusSchema } from '../shared/contracts/campaigns.ts';
import { channelSchema, flowchartQuerySchema } from '../shared/contracts/plans.ts';
import { FLOWCHART_MEASURES } from '../shared/domain/audience/measured-flowchart.ts';
import { AIMS, GOAL_UNITS } from './allocation/goals/split-goal.ts';
import { ErrorNotice } from './parts/notices/notices.tsx';
import { NotFound } from './parts/page/not-found.tsx';
import { sessionQuery } from './people/session.ts';
import { queryClient } from './api/query-client.ts';
import { Shell } from './shell/shell.tsx';

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: PageError });

function PageError({ error, reset }: ErrorComponentProps) {
  return <ErrorNotice error={error} onRetry={reset} />;
}

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: z.object({ to: z.string().startsWith('/').optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./people/sign-in-page.tsx'), 'SignInPage'),
});

const galleryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/gallery',
  component: lazyRouteComponent(() => import('./gallery/gallery-page.tsx'), 'GalleryPage'),
});

/** Everything behind sign-in. */
const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  component: Shell,
  async beforeLoad({ location }) {
    const session = await queryClient.ensureQueryData(sessionQuery).catch(() => null);
    if (!session?.actor) {
      queryClient.removeQueries({ queryKey: sessionQuery.queryKey });
      throw redirect({ to: '/sign-in', search: { to: location.href === '/' ? undefined : location.href } });
    }
  },
});

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  validateSearch: z.object({
    q: z.string().optional().catch(undefined),
    status: campaignStatusSchema.optional().catch(undefined),
    sort: z.enum(['newest', 'name', 'budget', 'ends']).optional().catch(undefined),
    new: z.boolean().optional().catch(undefined),
    import: z.boolean().optional().catch(undefined),
  }),
  /** A platform's home is its own webhook sources: campaigns are not its business. */
  beforeLoad() {
    const session = queryClient.getQueryData(sessionQuery.queryKey);
    if (session?.actor?.role === 'platform') throw redirect({ to: '/webhook-sources' });
  },
  component: lazyRouteComponent(() => import('./campaigns/home/home-page.tsx'), 'HomePage'),
});

const campaignRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/campaigns/$campaignId',
  component: Outlet,
});

const overviewRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/',
  validateSearch: z.object({
    basis: flowchartQuerySchema.shape.basis.unwrap().optional().catch(undefined),
    settings: z.boolean().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./campaigns/overview-page.tsx'), 'OverviewPage'),
});

const planRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/plan',
  validateSearch: z.object({
    plan: z.string().optional().catch(undefined),
    line: z.string().optional().catch(undefined),
    calendar: flowchartQuerySchema.shape.calendar.unwrap().optional().catch(undefined),
    by: flowchartQuerySchema.shape.by.unwrap().optional().catch(undefined),
    basis: flowchartQuerySchema.shape.basis.unwrap().optional().catch(undefined),
    measure: z.enum(FLOWCHART_MEASURES).optional().catch(undefined),
    panel: z.enum(['import', 'bulk']).optional().catch(undefined),
    q: z.string().max(200).optional().catch(undefined),
    channel: channelSchema.optional().catch(undefined),
    runsFrom: z.iso.date().optional().catch(undefined),
    runsTo: z.iso.date().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./plans/plan-page.tsx'), 'PlanPage'),
});

const compareRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/plan/compare',
  validateSearch: z.object({
    plan: z.string().optional().catch(undefined),
    with: z.string().optional().catch(undefined),
    changed: z.boolean().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./plans/compare/compare-page.tsx'), 'ComparePage'),
});

const splitRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/split',
  validateSearch: z.object({
    unit: z.enum(GOAL_UNITS).optional().catch(undefined),
    aim: z.enum(AIMS).optional().catch(undefined),
    want: z.number().positive().max(1e15).optional().catch(undefined),
    value: z.number().positive().max(1e9).optional().catch(undefined),
    view: z.enum(['scenarios']).optional().catch(undefined),
    pick: z.string().optional().catch(undefined),
    scenario: z.string().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./allocation/split-page.tsx'), 'SplitPage'),
});

const buyRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/buy',
  component: lazyRouteComponent(() => import('./buying/buy-page.tsx'), 'BuyPage'),
});

const optionalText = z.string().optional().catch(undefined);
const optionalFlag = z.boolean().optional().catch(undefined);

const ordersRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/orders',
  validateSearch: z.object({ order: optionalText }),
  component: lazyRouteComponent(() => import('./orders/orders-page.tsx'), 'OrdersPage'),
});

const creativesRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/creatives',
  validateSearch: z.object({ creative: optionalText, new: optionalFlag, rotation: optionalFlag }),
  component: lazyRouteComponent(() => import('./creatives/creatives-page.tsx'), 'CreativesPage'),
});

const reachRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/reach',
  validateSearch: z.object({
    basis: z.enum(['planned', 'aired']).optional().catch(undefined),
    plan: optionalText,
    part: optionalText,
    people: z.number().int().min(1_000).optional().catch(undefined),
    kappa: z.number().min(0.05).max(100).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./reach/reach-page.tsx'), 'ReachPage'),
});

const spotsRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/spots',
  validateSearch: z.object({
    view: z.enum(['grid', 'next', 'traffic', 'makegoods']).optional().catch(undefined),
    from: optionalText,
    station: optionalText,
    cell: optionalText,
    spot: optionalText,
  }),
  component: lazyRouteComponent(() => import('./spots/spots-page.tsx'), 'SpotsPage'),
});

const pacingRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/pacing',
  validateSearch: z.object({
    metric: z.enum(['spend', 'impressions']).optional().catch(undefined),
    asOf: z.iso.datetime().optional().catch(undefined),
    known: z.enum(['then', 'now']).optional().catch(undefined),
    line: optionalText,
    day: z.iso.date().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./pacing/pacing-page.tsx'), 'PacingPage'),
});

const alertsRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/alerts',
  validateSearch: z.object({
    state: z.enum(['open', 'acknowledged', 'snoozed', 'resolved', 'all']).optional().catch(undefined),
    rules: optionalFlag,
  }),
  component: lazyRouteComponent(() => import('./alerts/alerts-page.tsx'), 'AlertsPage'),
});

const reconciliationRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/reconciliation',
  validateSearch: z.object({
    view: z.enum(['summary', 'discrepancies', 'disputes', 'posting', 'imports', 'rows']).optional().catch(undefined),
    tolerance: z.int().min(0).max(100_000).optional().catch(undefined),
    claim: optionalText,
    dispute: optionalText,
    import: optionalText,
    state: z.enum(['matched', 'unmatched', 'resolved', 'ignored']).optional().catch(undefined),
    reason: optionalText,
  }),
  component: lazyRouteComponent(() => import('./reconciliation/reconciliation-page.tsx'), 'ReconciliationPage'),
});

const competitorsRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/competitors',
  component: lazyRouteComponent(() => import('./competitors/competitors-page.tsx'), 'CompetitorsPage'),
});

const conversionsRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/conversions',
  validateSearch: z.object({ landing: optionalText }),
  component: lazyRouteComponent(() => import('./conversions/conversions-page.tsx'), 'ConversionsPage'),
});

const sourcesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/webhook-sources',
  validateSearch: z.object({ new: optionalFlag }),
  component: lazyRouteComponent(() => import('./webhooks/sources-page.tsx'), 'SourcesPage'),
});

const sourceRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/webhook-sources/$sourceId',
  validateSearch: z.object({
    view: z.enum(['integrate', 'attempts', 'placements', 'held']).optional().catch(undefined),
    status: optionalText,
    event: optionalText,
    day: optionalText,
  }),
  component: lazyRouteComponent(() => import('./webhooks/source/source-page.tsx'), 'SourcePage'),
});

const attemptRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/webhook-attempts/$attemptId',
  component: lazyRouteComponent(() => import('./webhooks/attempts/attempt-page.tsx'), 'AttemptPage'),
});

const auditSearch = z.object({ target: z.string().optional().catch(undefined) });

const campaignAuditRoute = createRoute({
  getParentRoute: () => campaignRoute,
  path: '/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage'),
});

const auditRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage'),
});

const peopleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin/people',
  component: lazyRouteComponent(() => import('./people/people-page.tsx'), 'PeoplePage'),
});

const keysRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin/keys',
  component: lazyRouteComponent(() => import('./people/keys-page.tsx'), 'KeysPage'),
});

const daypartsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin/dayparts',
  validateSearch: z.object({ market: optionalText }),
  component: lazyRouteComponent(() => import('./admin/dayparts-page.tsx'), 'DaypartsPage'),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  galleryRoute,
  shellRoute.addChildren([
    homeRoute,
    campaignRoute.addChildren([
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
    ]),
    sourcesRoute,
    sourceRoute,
    attemptRoute,
    auditRoute,
    peopleRoute,
    keysRoute,
    daypartsRoute,
  ]),
]);

/** Every page and its address; filters live in the address. */
export const router = createRouter({ routeTree, defaultPreload: 'intent', scrollRestoration: true });

declare module '@tanstack/react-router' {
  // The router asks for its type through this interface.
  interface Register {
    router: typeof router;
  }
}
