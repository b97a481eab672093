import type { Connection } from 'mongoose';
import type { RecordAudit } from '../audit/audit.service.ts';
import type { Clock } from '../clock.ts';
import type { NewId } from '../ids.ts';
import type { Announce } from '../live/live.ts';

/** What every part is given. */
export type CompositionBase = Readonly<{
  connection: Connection;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
  announce: Announce;
  randomBytes: (size: number) => Uint8Array;
  logError: (error: unknown) => void;
}>;
