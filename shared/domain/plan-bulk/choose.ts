import type { Day } from '../calendar/day.ts';
import type { Flight } from '../flight.ts';
import type { Channel, Line } from '../plan.ts';

/** Which lines and flights are looked at; what is left out does not narrow. Days: flights that run on one of [fromDay, toDay]. */
export type BulkFilter = Readonly<{
  text?: string | undefined;
  channel?: Channel | undefined;
  fromDay?: Day | undefined;
  toDay?: Day | undefined;
}>;

/** A line with those of its flights that are looked at. */
export type FilteredLine = Readonly<{ line: Line; flights: readonly Flight[] }>;

/**
 * Lines whose name, vendor, station, daypart, program or demo holds every word, in plan order, with their flights in the
 * days. With days given a line without such a flight is left out. Example: "news wpvi" finds WPVI's Early news.
 */
export function filterLines(lines: readonly Line[], filter: BulkFilter): readonly FilteredLine[] {
  const words = (filter.text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const hasDays = filter.fromDay !== undefined || filter.toDay !== undefined;
  return lines.flatMap((line): FilteredLine[] => {
    const { name, vendor, demo = '', tv, channel } = line;
    if (filter.channel !== undefined && channel !== filter.channel) return [];
    const says = [name, vendor, demo, tv?.station, tv?.daypart, tv?.program].join(' ').toLowerCase();
    if (!words.every((word) => says.includes(word))) return [];
    const flights = line.flights.filter(
      ({ startDay, endDay, status }) =>
        status !== 'canceled' &&
        (filter.fromDay === undefined || endDay > filter.fromDay) &&
        (filter.toDay === undefined || startDay <= filter.toDay),
    );
    return hasDays && flights.length === 0 ? [] : [{ line, flights }];
  });
}
