import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** One mail as it came over the wire: who, to whom, and the whole message. */
export type CaughtMail = Readonly<{ from: string; to: readonly string[]; message: string }>;

/**
 * A mail server for tests on 127.0.0.1: takes every mail and keeps it, or refuses each recipient while `refuse` is set.
 * Speaks just enough SMTP (RFC 5321) for a client without sign-in.
 */
export async function startMailCatcher() {
  const mails: CaughtMail[] = [];
  const sockets = new Set<Socket>();
  const state: { refuse: string | null } = { refuse: null };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    converse(socket, state, mails);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
    mails,
    /** Words with which every recipient is refused from now on; null takes mail again. */
    refuseWith(words: string | null): void {
      state.refuse = words;
    },
    async stop(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
export type MailCatcher = Awaited<ReturnType<typeof startMailCatcher>>;

function converse(socket: Socket, state: { refuse: string | null }, mails: CaughtMail[]): void {
  let buffer = '';
  let from = '';
  let to: string[] = [];
  let isData = false;
  const say = (line: string) => socket.write(`${line}\r\n`);
  const addressIn = (line: string) => /<([^>]*)>/.exec(line)?.[1] ?? '';
  const command = (line: string) => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO' || verb === 'HELO') return say('250 catcher');
    if (verb === 'MAIL') {
      [from, to] = [addressIn(line), []];
      return say('250 ok');
    }
    if (verb === 'RCPT') {
      if (state.refuse !== null) return say(`550 ${state.refuse}`);
      to.push(addressIn(line));
      return say('250 ok');
    }
    if (verb === 'DATA') {
      isData = true;
      return say('354 go on');
    }
    if (verb === 'QUIT') return socket.end('221 bye\r\n');
    return say('250 ok');
  };
  say('220 catcher ready');
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    buffer += chunk.toString('latin1');
    for (;;) {
      const mark = isData ? '\r\n.\r\n' : '\r\n';
      const end = buffer.indexOf(mark);
      if (end < 0) return;
      const text = buffer.slice(0, end);
      buffer = buffer.slice(end + mark.length);
      if (!isData) command(text);
      else {
        isData = false;
        mails.push({ from, to, message: text });
        say('250 taken');
      }
    }
  });
}
