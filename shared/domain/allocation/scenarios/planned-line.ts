import { mondayOf, type Day } from '../../calendar/day.ts';
import { flightDayCents } from '../../flight-pattern.ts';
import type { Cents } from '../../money.ts';
import type { Line } from '../../plan.ts';
import type { ScenarioLine } from './scenario.ts';

/**
 * A plan's line as a scenario keeps it: its money by broadcast week, canceled flights left out.
 * Example: $300.00 over three even weeks → three weeks of $100.00.
 */
export function plannedLine(line: Pick<Line, 'id' | 'name' | 'channel' | 'flights' | 'tv'>): ScenarioLine {
  const byWeek = new Map<Day, Cents>();
  for (const flight of line.flights) {
    if (flight.status === 'canceled') continue;
    for (const { day, cents } of flightDayCents(flight, line.tv?.weekdays)) {
      const week = mondayOf(day);
      byWeek.set(week, (byWeek.get(week) ?? 0) + cents);
    }
  }
  const weeks = [...byWeek]
    .map(([weekStart, cents]) => ({ weekStart, cents }))
    .sort((a, b) => (a.weekStart < b.weekStart ? -1 : 1));
  const plannedCents = weeks.reduce((sum, { cents }) => sum + cents, 0);
  return { id: line.id, name: line.name, channel: line.channel, plannedCents, weeks };
}
