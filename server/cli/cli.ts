import { Command, CommanderError } from 'commander';
import { CliTrouble, type Io } from './io.ts';
import { startCommand } from './start-command.ts';

/**
 * Runs one command and gives the exit code: 0 done, 1 trouble that the message explains, 2 wrong usage.
 * Every command prints for people on the terminal and one JSON document with `--json` where it has a result.
 */
export async function runCli(io: Io): Promise<number> {
  const program = new Command('flightboard')
    .description('Flightboard plans, schedules and tracks an ad campaign.')
    .version(io.version)
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError('Run with --help to see what is possible.');
  // A start is loaded by itself: what the other commands need would only make it slower.
  const others = io.arguments[0] === 'start' ? [] : (await import('./other-commands.ts')).otherCommands;
  for (const add of [startCommand, ...others])
    program.addCommand(add(io).exitOverride().configureOutput({ writeOut: io.out, writeErr: io.err }));
  try {
    await program.parseAsync([...io.arguments], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof CliTrouble) {
      io.err(`${error.message}\n`);
      return error.exitCode;
    }
    io.err(`${error instanceof Error ? explain(error) : String(error)}\n`);
    return 1;
  }
}

/** Known outages speak for themselves; anything else is a bug and shows where. */
function explain(error: Error): string {
  const isKnown = 'code' in error || error.cause !== undefined || error.name === 'Refusal';
  return isKnown ? error.message : (error.stack ?? error.message);
}
