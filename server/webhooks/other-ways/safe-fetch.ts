import { lookup as dnsLookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP } from 'node:net';

const MAX_BYTES = 1_048_576;
const MAX_MS = 10_000;

const blocked = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  blocked.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  blocked.addSubnet(network, prefix, 'ipv6');

/** True for addresses that are not on the public internet: our own machine, private networks, cloud metadata and the like. */
export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return isPrivateAddress(mapped);
  const family = isIP(address);
  if (family === 0) return true;
  // IPv4 inside IPv6 in hexadecimal, ::ffff:7f00:1, is caught by this prefix.
  if (family === 6 && /^(0*:)*:?ffff:/i.test(address)) return true;
  return blocked.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

export type SafeFetchInput = Readonly<{
  url: string;
  method?: 'GET' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Allows loopback and private addresses, for trying things out on one machine. */
  allowPrivate: boolean;
}>;
export type Fetched =
  | Readonly<{ kind: 'answered'; status: number; type: string; bytes: Buffer }>
  | Readonly<{ kind: 'refused'; reason: string }>;

/**
 * Fetches an address somebody else chose without being turned against our own network: the name is resolved once, every
 * address it has must be public, and the connection goes to the very address that was checked. Redirects are not followed;
 * size and time are capped.
 */
export async function safeFetch(input: SafeFetchInput): Promise<Fetched> {
  if (!URL.canParse(input.url)) return { kind: 'refused', reason: 'The address is not a URL.' };
  const url = new URL(input.url);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return { kind: 'refused', reason: `Only http and https are fetched, not ${url.protocol}` };
  if (url.username !== '' || url.password !== '')
    return { kind: 'refused', reason: 'The address must not hold a user name or password.' };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  let addresses: readonly { address: string; family: number }[];
  try {
    addresses = isIP(host)
      ? [{ address: host, family: isIP(host) }]
      : await dnsLookup(host, { all: true, verbatim: true });
  } catch {
    return { kind: 'refused', reason: `${host} has no address.` };
  }
  const bad = input.allowPrivate ? undefined : addresses.find(({ address }) => isPrivateAddress(address));
  if (bad) return { kind: 'refused', reason: `${host} is at ${bad.address}, which is not on the public internet.` };
  const [pinned] = addresses;
  if (!pinned) return { kind: 'refused', reason: `${host} has no address.` };
  return send(url, pinned, input);
}

function send(url: URL, pinned: { address: string; family: number }, input: SafeFetchInput): Promise<Fetched> {
  return new Promise((resolve) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      method: input.method ?? 'GET',
      headers: { accept: 'application/json', 'user-agent': 'Flightboard', ...input.headers },
      agent: false,
      // The connection goes where we looked, whatever the name resolves to by now.
      lookup: (_host, options, done) =>
        options.all ? done(null, [pinned]) : done(null, pinned.address, pinned.family),
      signal: AbortSignal.timeout(MAX_MS),
    });
    request.once('error', (error) => resolve({ kind: 'refused', reason: `No answer: ${error.message}` }));
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_BYTES) {
          response.destroy();
          resolve({ kind: 'refused', reason: `The answer has more than ${MAX_BYTES} bytes.` });
        } else chunks.push(chunk);
      });
      response.once('end', () =>
        resolve({
          kind: 'answered',
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          bytes: Buffer.concat(chunks),
        }),
      );
      response.once('error', (error) => resolve({ kind: 'refused', reason: `The answer broke off: ${error.message}` }));
    });
    request.end(input.body);
  });
}
