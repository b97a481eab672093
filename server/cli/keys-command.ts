import { Command, Option } from 'commander';
import { rolesSchema, type Role } from '../../shared/contracts/common.ts';
import { KEY_SCOPES, type KeyScope } from '../../shared/contracts/key-scopes.ts';
import { attachDatabase } from '../db/open.ts';
import { ensureIndexes } from '../db/connect.ts';
import { createIds } from '../ids.ts';
import { createKeysModel } from '../people/keys.model.ts';
import { createKeysService, type KeysService } from '../people/keys.service.ts';
import { configOf } from './environment.ts';
import type { Io } from './io.ts';

/** `keys create | list | revoke`, beside a running server or alone. */
export function keysCommand(io: Io): Command {
  const withKeys = async (work: (keys: KeysService) => Promise<void>) => {
    const database = await attachDatabase(configOf(io));
    try {
      const model = createKeysModel(database.connection);
      await ensureIndexes(database.connection);
      await work(createKeysService({ model, clock: io.clock, newId: createIds(io.clock, io.randomBytes) }));
    } finally {
      await database.close();
    }
  };
  const command = new Command('keys').description('API keys');
  command
    .command('create')
    .description('Make a key and print only the key')
    .addOption(new Option('--role <role>', 'what the key may do').choices(rolesSchema.options).makeOptionMandatory())
    .requiredOption('--name <name>', 'who or what uses it')
    .addOption(new Option('--scope <scope...>', 'narrow what the role may do').choices(KEY_SCOPES))
    .addHelpText(
      'after',
      '\nExample:\n  npm run -s flightboard -- keys create --role buyer --name "Dana’s script"\n  npm run -s flightboard -- keys create --role viewer --name dashboard --scope delivery:read',
    )
    .action(({ scope, ...options }: { role: Role; name: string; scope?: KeyScope[] }) =>
      withKeys(async (keys) => {
        io.out(`${(await keys.create({ ...options, scopes: scope ?? null })).key}\n`);
      }),
    );
  command
    .command('list')
    .description('Keys without the keys themselves')
    .option('--json', 'print JSON')
    .action((options: { json?: boolean }) =>
      withKeys(async (keys) => {
        const list = (await keys.list()).map(({ hash: _hash, ...key }) => key);
        if (options.json) return io.out(`${JSON.stringify(list)}\n`);
        for (const key of list)
          io.out(
            `${key.id}  ${key.role.padEnd(8)}  ${key.start}…  ${key.revokedAt === null ? 'active ' : 'revoked'}  ${key.scopes?.join(',') ?? 'everything'}  ${key.name}\n`,
          );
      }),
    );
  command
    .command('revoke')
    .description('Revoke a key by its id')
    .argument('<id>')
    .action((id: string) =>
      withKeys(async (keys) => {
        await keys.revoke(id);
        io.out(`Revoked ${id}. Running servers refuse it within five seconds.\n`);
      }),
    );
  return command;
}
