import { isDay } from '../../shared/domain/calendar/day.ts';
import { day } from './format.ts';

/** A day as the API writes it, not part of an instant or an id, and not one that was sent or is given as an example. */
const WRITTEN_DAY = /(?<!such as )(?<![\w"'/-])\d{4}-\d{2}-\d{2}(?![\w"'/-])/g;

/**
 * A sentence of the server for reading: its days as the screen writes days. What is no day, stands in quotes (it was sent that
 * way) or shows how a day is written ("such as …") stays. Example: "It runs to 2026-11-02." gives "It runs to Nov 2, 2026."
 */
export function readableDays(sentence: string): string {
  return sentence.replaceAll(WRITTEN_DAY, (written) => (isDay(written) ? day(written, 'dated') : written));
}
