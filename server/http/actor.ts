import type { Role } from '../../shared/contracts/common.ts';
import type { KeyScope } from '../../shared/contracts/key-scopes.ts';

/** Who asks: a person signed in, a key, or the system itself (jobs, seeding). */
export type Actor = Readonly<{
  kind: 'person' | 'key' | 'system';
  id: string;
  name: string;
  role: Role;
  /** Only for keys that are limited: what of their role they may use. */
  scopes?: readonly KeyScope[];
}>;

/** The system as an actor: used by jobs and the sample, never reachable over HTTP. */
export function systemActor(name: string): Actor {
  return { kind: 'system', id: `system:${name}`, name, role: 'admin' };
}

const VIEWERS: readonly Role[] = ['admin', 'buyer', 'manager', 'viewer'];
const BUYERS: readonly Role[] = ['admin', 'buyer'];
const APPROVERS: readonly Role[] = ['admin', 'manager'];

/** Named sets of roles for endpoints: who may look, edit a plan, approve one, or administer. */
export const may = {
  look: VIEWERS,
  edit: BUYERS,
  editOrApprove: ['admin', 'buyer', 'manager'] as readonly Role[],
  approve: APPROVERS,
  integrate: ['admin', 'buyer', 'platform'] as readonly Role[],
  administer: ['admin'] as readonly Role[],
} as const;
