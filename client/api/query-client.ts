import { MutationCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './call.ts';

/** Server data is fresh until an announcement or half a minute says otherwise. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      refetchOnWindowFocus: true,
    },
  },
  mutationCache: new MutationCache({
    onError(error) {
      if (error instanceof ApiError && error.status === 401)
        void queryClient.invalidateQueries({ queryKey: ['session'] });
    },
  }),
});
