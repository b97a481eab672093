/** The command was called wrongly: told in one line, without a stack. */
class Misuse extends Error {}

/**
 * The whole numbers given as `--name N`, for the names that may be given. Example: `--rounds 200` → { rounds: 200 }.
 * @throws Misuse when one is not a whole number, zero or more.
 */
export function wholeOptions<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
): Partial<Record<Name, number>> {
  const given: Partial<Record<Name, number>> = {};
  for (const name of names) {
    const at = args.indexOf(`--${name}`);
    if (at < 0) continue;
    const value = Number(args[at + 1]);
    if (!Number.isInteger(value) || value < 0)
      throw new Misuse(`--${name} needs a whole number, not '${String(args[at + 1])}'.`);
    given[name] = value;
  }
  return given;
}

/** Runs a command and gives its exit code; 2 when it was called wrongly. */
export async function sayMisuse(command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof Misuse)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}
