import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import type { Role } from '../../shared/contracts/common.ts';
import { sessionResponseSchema, type SessionResponse } from '../../shared/contracts/people.ts';
import { call } from '../api/call.ts';
import { queryClient } from '../api/query-client.ts';

/** Who is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => call({ path: '/api/v1/session', answer: sessionResponseSchema, signal }),
  staleTime: 5 * 60_000,
});

/** Signs in and remembers who it is. */
export function useSignIn() {
  return useMutation({
    mutationFn: (body: { email: string; password: string }) =>
      call({ method: 'POST', path: '/api/v1/session', body, answer: sessionResponseSchema }),
    onSuccess(session) {
      queryClient.clear();
      queryClient.setQueryData(sessionQuery.queryKey, session);
    },
  });
}

/** Signs out and forgets everything read. */
export async function signOut(): Promise<void> {
  await call({ method: 'DELETE', path: '/api/v1/session' });
  queryClient.clear();
}

type SignedInActor = NonNullable<SessionResponse['actor']>;

/** The person or key at work; null while nobody is signed in. */
export function useActor(): SignedInActor | null {
  return useQuery(sessionQuery).data?.actor ?? null;
}

const ALLOWED = {
  edit: ['admin', 'buyer'],
  approve: ['admin', 'manager'],
  submit: ['admin', 'buyer', 'manager'],
  integrate: ['admin', 'buyer', 'platform'],
  administer: ['admin'],
} as const satisfies Record<string, readonly Role[]>;

/** Whether the person at work may do something; the server decides again. */
export function useMay(what: keyof typeof ALLOWED): boolean {
  const role = useActor()?.role;
  return role !== undefined && (ALLOWED[what] as readonly Role[]).includes(role);
}
