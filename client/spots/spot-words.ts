import type { SpotResponse } from '../../shared/contracts/spots.ts';
import { EASTERN_DAYPARTS } from '../../shared/domain/daypart.ts';
import type { SpotStatus } from '../../shared/domain/spot.ts';
import type { Tone } from '../parts/chips/status-chip.tsx';
import { clock, day, points, words } from '../words/format.ts';

/** One letter per status for the cells of the grid, so that colour is never the only sign. */
export const STATUS_LETTERS: Readonly<Record<SpotStatus, string>> = {
  planned: 'P',
  ordered: 'O',
  confirmed: 'C',
  trafficked: 'T',
  aired: 'A',
  preempted: 'X',
  missed: 'M',
  made_good: 'G',
  credited: '$',
  canceled: '–',
};

export const STATUS_TONES: Readonly<Record<SpotStatus, Tone>> = {
  planned: 'neutral',
  ordered: 'accent',
  confirmed: 'accent',
  trafficked: 'under',
  aired: 'on',
  preempted: 'over',
  missed: 'bad',
  made_good: 'on',
  credited: 'neutral',
  canceled: 'neutral',
};

/** What somebody should look at first comes first. */
export const STATUS_URGENCY: readonly SpotStatus[] = [
  'missed',
  'preempted',
  'planned',
  'ordered',
  'confirmed',
  'trafficked',
  'aired',
  'made_good',
  'credited',
  'canceled',
];

/** A daypart as people say it. Example: `daypartWord('early_news')` = "Early news". */
export function daypartWord(id: string): string {
  return EASTERN_DAYPARTS.find((daypart) => daypart.id === id)?.name ?? words(id);
}

/** When a spot airs: broadcast day and both clocks. Example: "Mon, Nov 23 · 17:30 broadcast, 5:30 PM EST". */
export function airWords(spot: Pick<SpotResponse, 'airDay' | 'clock' | 'scheduledAt'>, zone: string): string {
  return `${day(spot.airDay, 'weekday')} · ${spot.clock} broadcast, ${clock(spot.scheduledAt, zone)}`;
}

/** How late a job started. Example: `lateWords(340)` = "0.3 s", `lateWords(95_000)` = "1 min 35 s". */
export function lateWords(lateMs: number): string {
  if (lateMs <= 0) return 'on time';
  if (lateMs < 60_000) return `${(lateMs / 1_000).toFixed(1)} s`;
  const minutes = Math.floor(lateMs / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.round((lateMs % 60_000) / 1_000)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Rating points with their unit. Example: `pointWords(100)` = "1.0 points". */
export function pointWords(hundredths: number): string {
  return `${points(hundredths)} points`;
}

/** A status as people write it. */
export function statusWord(status: SpotStatus): string {
  return status === 'preempted' ? 'Pre-empted' : words(status);
}

const STEP_WORDS: Readonly<Record<string, string>> = {
  order: 'Mark ordered',
  decline: 'Declined by station',
  confirm: 'Confirm',
  traffic: 'Mark trafficked',
  air: 'Mark as aired',
  preempt: 'Pre-empt…',
  reinstate: 'Reinstate',
  miss: 'Mark missed…',
  credit: 'Take a credit…',
  cancel: 'Cancel…',
};

/** A step as the button says it; undefined for steps that have a form of their own. */
export function stepWord(step: string): string | undefined {
  return STEP_WORDS[step];
}

const JOB_WORDS: Readonly<Record<string, string>> = {
  traffic: 'Traffic deadline',
  air: 'Airing',
  asrun: 'As-run expected',
};

const STEP_NAMES: Readonly<Record<string, string>> = {
  preempt: 'Pre-empted',
  make_good: 'Made good',
  move: 'Moved',
  assign: 'Copy changed',
  order: 'Ordered',
  confirm: 'Confirmed',
  decline: 'Declined',
  traffic: 'Trafficked',
  air: 'Aired',
  reinstate: 'Reinstated',
  miss: 'Missed',
  credit: 'Credited',
  cancel: 'Canceled',
};

/** A step that was taken, as the history says it. */
export function stepTaken(step: string): string {
  return STEP_NAMES[step] ?? words(step);
}

/** A job of a spot as people say it. */
export function jobWord(kind: string): string {
  return JOB_WORDS[kind] ?? words(kind);
}
