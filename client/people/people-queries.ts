import { queryOptions, useMutation } from '@tanstack/react-query';
import { pageOf, type Role } from '../../shared/contracts/common.ts';
import type { KeyScope } from '../../shared/contracts/key-scopes.ts';
import {
  createdKeyResponseSchema,
  keyResponseSchema,
  personResponseSchema,
  type CreatePersonRequest,
} from '../../shared/contracts/people.ts';
import { call } from '../api/call.ts';
import { queryClient } from '../api/query-client.ts';

/** Everybody with an account. */
export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: async ({ signal }) =>
    (await call({ path: '/api/v1/people', answer: pageOf(personResponseSchema), signal })).items,
});

/** API keys, without the keys themselves. */
export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: async ({ signal }) =>
    (await call({ path: '/api/v1/keys', answer: pageOf(keyResponseSchema), signal })).items,
});

/** Adds a person. */
export function useAddPerson() {
  return useMutation({
    mutationFn: (body: CreatePersonRequest) =>
      call({ method: 'POST', path: '/api/v1/people', body, answer: personResponseSchema }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['people'] }),
  });
}

/** Makes a key; the answer holds it, this once. */
export function useCreateKey() {
  return useMutation({
    mutationFn: (body: { name: string; role: Role; scopes: KeyScope[] | null }) =>
      call({ method: 'POST', path: '/api/v1/keys', body, answer: createdKeyResponseSchema }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['keys'] }),
  });
}

/** Revokes a key. */
export function useRevokeKey() {
  return useMutation({
    mutationFn: (id: string) =>
      call({ method: 'POST', path: `/api/v1/keys/${id}/revoke`, body: {}, answer: keyResponseSchema }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['keys'] }),
  });
}
