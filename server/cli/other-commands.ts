import { buildClientCommand } from './build/build-client.ts';
import { keysCommand } from './keys-command.ts';
import { simulateCommand } from './simulate-command.ts';
import { storeCommands } from './store-commands.ts';

/** Every command but `start`, which is loaded without them. */
export const otherCommands = [simulateCommand, keysCommand, ...storeCommands, buildClientCommand];
