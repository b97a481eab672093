import type { SampleKept } from './sample-keeping.ts';

/** One account for each role, each with a password of its own made on this machine. */
export function makeSampleAccounts(randomBytes: (size: number) => Uint8Array): SampleKept['accounts'] {
  const password = () => Buffer.from(randomBytes(12)).toString('base64url');
  return [
    { email: 'buyer@neighborsforward.example', name: 'Bea Buyer', role: 'buyer', password: password() },
    { email: 'manager@neighborsforward.example', name: 'Mo Manager', role: 'manager', password: password() },
    { email: 'viewer@neighborsforward.example', name: 'Vi Viewer', role: 'viewer', password: password() },
    { email: 'platform@neighborsforward.example', name: 'Pia Platform', role: 'platform', password: password() },
    { email: 'admin@neighborsforward.example', name: 'Ada Admin', role: 'admin', password: password() },
  ];
}
