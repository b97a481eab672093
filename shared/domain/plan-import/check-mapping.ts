import { errorIssue, warningIssue, type Issue } from '../issue.ts';
import { IMPORT_FIELDS, type ColumnUse, type ImportField, type ImportMapping } from './columns.ts';
import { columnName } from './sheet.ts';

/** Where each field and each period stands. */
export type ColumnPlaces = Readonly<{
  fields: ReadonlyMap<ImportField, number>;
  periods: readonly Readonly<{ index: number; startDay: string; endDay: string }>[];
}>;

/** The places of a mapping's fields and periods, periods in time order. */
export function columnPlaces(columns: readonly ColumnUse[]): ColumnPlaces {
  const fields = new Map<ImportField, number>();
  columns.forEach((use, index) => {
    if (use.kind === 'field' && !fields.has(use.field)) fields.set(use.field, index);
  });
  const periods = columns
    .flatMap((use, index) =>
      use.kind === 'period' ? [{ index, startDay: use.startDay, endDay: use.endDay }] : ([] as const),
    )
    .toSorted((a, b) => (a.startDay < b.startDay ? -1 : 1));
  return { fields, periods };
}

/**
 * What is wrong with how a file's columns are read: errors stop the preview. A line needs a name or an ID; a field stands in
 * one column; weeks must not overlap.
 */
export function checkMapping(mapping: ImportMapping): readonly Issue[] {
  const { fields, periods } = columnPlaces(mapping.columns);
  const issues: Issue[] = [];
  if (!fields.has('line') && !fields.has('lineId') && !fields.has('station'))
    issues.push(errorIssue('no_line_column', 'No column holds the line: say which one names it.', 'line'));
  const seen = new Map<ImportField, number>();
  mapping.columns.forEach((use, index) => {
    if (use.kind !== 'field') return;
    const first = seen.get(use.field);
    if (first === undefined) return void seen.set(use.field, index);
    const message = `${IMPORT_FIELDS[use.field]} is said to stand in columns ${columnName(first)} and ${columnName(index)}: choose one.`;
    issues.push(errorIssue('field_twice', message, use.field));
  });
  periods.forEach((period, at) => {
    const before = periods[at - 1];
    if (!before || before.endDay <= period.startDay) return;
    const message = `Columns ${columnName(before.index)} and ${columnName(period.index)} share days from ${period.startDay}: leave one out.`;
    issues.push(errorIssue('periods_overlap', message, 'period'));
  });
  if (periods.length === 0 && !fields.has('budget') && fields.size <= 3)
    issues.push(warningIssue('no_amounts', 'No column holds an amount: only terms of lines are read.', 'budget'));
  if (periods.length > 0 && (fields.has('firstDay') || fields.has('lastDay')))
    issues.push(warningIssue('periods_decide', 'Amounts by week are read; first and last days are not.', 'firstDay'));
  if (mapping.measure !== 'dollars' && periods.length === 0)
    issues.push(errorIssue('units_without_periods', 'Spots, points and impressions are read from weeks.', 'period'));
  return issues;
}
