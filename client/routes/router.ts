import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { campaignRoutes } from './campaign-routes.ts';
import { rootRoute, shellRoute } from './frame.tsx';
import { houseRoutes } from './house-routes.ts';
import { optional } from './search.ts';

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: z.object({ to: optional(z.string().startsWith('/')) }),
  component: lazyRouteComponent(() => import('../people/sign-in-page.tsx'), 'SignInPage'),
});

const galleryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/gallery',
  component: lazyRouteComponent(() => import('../gallery/gallery-page.tsx'), 'GalleryPage'),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  galleryRoute,
  shellRoute.addChildren([campaignRoutes, ...houseRoutes]),
]);

/** Every page and its address; filters live in the address. */
export const router = createRouter({ routeTree, defaultPreload: 'intent', scrollRestoration: true });

declare module '@tanstack/react-router' {
  // The router asks for its type through this interface.
  interface Register {
    router: typeof router;
  }
}
