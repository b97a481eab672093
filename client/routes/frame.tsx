import { createRootRoute, createRoute, Outlet, redirect, type ErrorComponentProps } from '@tanstack/react-router';
import { queryClient } from '../api/query-client.ts';
import { ErrorNotice } from '../parts/notices/notices.tsx';
import { NotFound } from '../parts/page/not-found.tsx';
import { sessionQuery } from '../people/session.ts';
import { Shell } from '../shell/shell.tsx';

/** What every page is in. */
export const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: PageError });

function PageError({ error, reset }: ErrorComponentProps) {
  return <ErrorNotice error={error} onRetry={reset} />;
}

/** Everything behind sign-in. */
export const shellRoute = createRoute({
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
