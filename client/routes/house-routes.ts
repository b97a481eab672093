import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { z } from 'zod';
import { campaignStatusSchema } from '../../shared/contracts/campaigns.ts';
import { queryClient } from '../api/query-client.ts';
import { sessionQuery } from '../people/session.ts';
import { shellRoute } from './frame.tsx';
import { auditSearch, optional, optionalFlag, optionalText } from './search.ts';

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  validateSearch: z.object({
    q: optionalText,
    status: optional(campaignStatusSchema),
    sort: optional(z.enum(['newest', 'name', 'budget', 'ends'])),
    new: optionalFlag,
    import: optionalFlag,
  }),
  /** A platform's home is its own webhook sources: campaigns are not its business. */
  beforeLoad() {
    const session = queryClient.getQueryData(sessionQuery.queryKey);
    if (session?.actor?.role === 'platform') throw redirect({ to: '/webhook-sources' });
  },
  component: lazyRouteComponent(() => import('../campaigns/home/home-page.tsx'), 'HomePage'),
});

const sourcesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/webhook-sources',
  validateSearch: z.object({ new: optionalFlag }),
  component: lazyRouteComponent(() => import('../webhooks/sources-page.tsx'), 'SourcesPage'),
});

const sourceRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/webhook-sources/$sourceId',
  validateSearch: z.object({
    view: optional(z.enum(['integrate', 'attempts', 'placements', 'held'])),
    status: optionalText,
    event: optionalText,
    day: optionalText,
  }),
  component: lazyRouteComponent(() => import('../webhooks/source/source-page.tsx'), 'SourcePage'),
});

const attemptRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/webhook-attempts/$attemptId',
  component: lazyRouteComponent(() => import('../webhooks/attempts/attempt-page.tsx'), 'AttemptPage'),
});

const auditRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('../audit/audit-page.tsx'), 'AuditPage'),
});

const peopleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin/people',
  component: lazyRouteComponent(() => import('../people/people-page.tsx'), 'PeoplePage'),
});

const keysRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin/keys',
  component: lazyRouteComponent(() => import('../people/keys-page.tsx'), 'KeysPage'),
});

const daypartsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin/dayparts',
  validateSearch: z.object({ market: optionalText }),
  component: lazyRouteComponent(() => import('../admin/dayparts-page.tsx'), 'DaypartsPage'),
});

/** The pages of the whole house: its campaigns, webhook sources, audit trail, people, keys and dayparts. */
export const houseRoutes = [
  homeRoute,
  sourcesRoute,
  sourceRoute,
  attemptRoute,
  auditRoute,
  peopleRoute,
  keysRoute,
  daypartsRoute,
] as const;
