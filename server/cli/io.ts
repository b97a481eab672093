import type { Clock } from '../clock.ts';

/** What a command may use of the world outside; given by main.ts, faked by tests. */
export type Io = Readonly<{
  arguments: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
  /** The folder of the project, where client/ lies. */
  root: string;
  /** True when this program is its build and not its sources. */
  isBuilt: boolean;
  version: string;
  clock: Clock;
  randomBytes: (size: number) => Uint8Array;
  out(text: string): void;
  err(text: string): void;
  isTerminal: boolean;
  readInput(): Promise<string>;
  onStopSignal(stop: (signal: string) => void): void;
  exit(code: number): void;
}>;

/** Trouble that a person at the terminal can mend: shown without a stack, exit code 1 unless said otherwise. */
export class CliTrouble extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = 'CliTrouble';
    this.exitCode = exitCode;
  }
}
