import { Select } from '@mantine/core';
import type { AsRunField, AsRunPreview } from '../../../shared/contracts/reconciliation.ts';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { count, day, NO_VALUE, words } from '../../words/format.ts';
import type { ProfileDraft } from '../reconciliation-queries.ts';
import classes from '../reconciliation.module.css';

const FIELDS: readonly Readonly<{ field: AsRunField; label: string; isNeeded?: boolean }>[] = [
  { field: 'date', label: 'Air date', isNeeded: true },
  { field: 'time', label: 'Air time', isNeeded: true },
  { field: 'adId', label: 'Ad-ID', isNeeded: true },
  { field: 'lengthSeconds', label: 'Length', isNeeded: true },
  { field: 'station', label: 'Station' },
  { field: 'status', label: 'Status' },
  { field: 'costCents', label: 'Invoiced amount' },
  { field: 'ratingHundredths', label: 'Delivered rating' },
  { field: 'program', label: 'Program' },
  { field: 'reference', label: 'Station’s own number' },
];
const FIELD_WORDS = Object.fromEntries(FIELDS.map(({ field, label }) => [field, label.toLowerCase()]));
const DELIMITERS = [
  { value: ',', label: 'Comma' },
  { value: ';', label: 'Semicolon' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Bar' },
];
const DATES = ['YYYY-MM-DD', 'MM/DD/YYYY', 'MM/DD/YY', 'DD.MM.YYYY'];
const DAY_KINDS = [
  { value: 'broadcast', label: 'Broadcast day: 1:30 AM is the evening before' },
  { value: 'calendar', label: 'Calendar day: 1:30 AM is the new day' },
];
const OUTCOMES = [
  { value: 'aired', label: 'Aired' },
  { value: 'missed', label: 'Did not air' },
  { value: 'preempted', label: 'Pre-empted' },
];
const NO_COLUMN = '(none)';

function draftOf({ columns, delimiter, dateFormat, dayKind, statusMap, station }: AsRunPreview): ProfileDraft {
  return { columns, delimiter, dateFormat, dayKind, statusMap, ...(station === null ? {} : { station }) };
}

/** Which column of a station's CSV holds what, with the first rows as they would be read. */
export function ColumnProfile(props: {
  read: AsRunPreview;
  /** What was said since: a second choice must not wait for the answer to the first. */
  said: ProfileDraft | undefined;
  known: string | undefined;
  onDraft: (draft: ProfileDraft) => void;
}) {
  const { read } = props;
  const draft = props.said ?? draftOf(read);
  const { columns, delimiter, dateFormat, dayKind, statusMap } = draft;
  const change = (part: Partial<ProfileDraft>) => props.onDraft({ ...draft, ...part });
  const changeColumn = (field: AsRunField, name: string | null) => {
    const { [field]: _before, ...others } = columns;
    change({ columns: name === null || name === NO_COLUMN ? others : { ...others, [field]: name } });
  };
  const names = [...new Set(read.header.filter((name) => name !== ''))];
  const mapped = Object.entries(statusMap);
  return (
    <fieldset style={{ border: 0, padding: 0, margin: 0, display: 'grid', gap: 12, minWidth: 0 }}>
      <legend className="eyebrow" style={{ marginBottom: 6 }}>
        {props.known ? `Columns as kept for ${props.known}` : 'Columns'}
      </legend>
      <div className={classes.fields}>
        {FIELDS.map(({ field, label, isNeeded }) => (
          <Select
            key={field}
            label={label}
            required={isNeeded === true}
            size="xs"
            value={columns[field] ?? (isNeeded ? null : NO_COLUMN)}
            placeholder="Choose a column"
            error={read.missing.includes(field) && columns[field] === undefined ? 'Which column is it?' : undefined}
            data={isNeeded ? names : [NO_COLUMN, ...names]}
            onChange={(name) => changeColumn(field, name)}
          />
        ))}
      </div>
      <div className={classes.fields}>
        <Select
          label="Separated by"
          size="xs"
          value={delimiter}
          data={DELIMITERS}
          allowDeselect={false}
          onChange={(value) => change({ delimiter: (value ?? ',') as ProfileDraft['delimiter'], columns: {} })}
        />
        <Select
          label="Dates are written"
          size="xs"
          value={dateFormat}
          data={DATES}
          allowDeselect={false}
          onChange={(value) => change({ dateFormat: (value ?? dateFormat) as ProfileDraft['dateFormat'] })}
        />
        <Select
          label="After midnight"
          size="xs"
          value={dayKind}
          data={DAY_KINDS}
          allowDeselect={false}
          onChange={(value) => change({ dayKind: (value ?? dayKind) as ProfileDraft['dayKind'] })}
        />
      </div>
      {(read.unknownStatuses.length > 0 || mapped.length > 0) && (
        <div className={classes.fields}>
          {[...new Set([...mapped.map(([word]) => word), ...read.unknownStatuses])].map((word) => (
            <Select
              key={word}
              label={`“${word}” means`}
              size="xs"
              placeholder="Say what it means"
              value={statusMap[word] ?? null}
              data={OUTCOMES}
              onChange={(value) => {
                const { [word]: _before, ...others } = statusMap;
                change({ statusMap: value ? { ...others, [word]: value as 'aired' } : others });
              }}
            />
          ))}
        </div>
      )}
      {read.missing.length > 0 ? (
        <div role="alert" className={classes.problem}>
          No column is known for {read.missing.map((field) => FIELD_WORDS[field]).join(', ')}. Choose them above.
        </div>
      ) : (
        <FirstRows read={read} />
      )}
    </fieldset>
  );
}

function FirstRows({ read }: { read: AsRunPreview }) {
  return (
    <>
      <div role="status" className={read.rowsWithProblems > 0 ? classes.problem : 'quiet'}>
        {read.rowsWithProblems === 0
          ? `The first ${count(read.rowsRead)} rows can be read.`
          : `${count(read.rowsWithProblems)} of the first ${count(read.rowsRead)} rows cannot be read; they would wait in the queue.`}
      </div>
      <TableRegion label="First rows as they would be read">
        <table className="table">
          <thead>
            <tr>
              <th className="num">Row</th>
              <th>Station</th>
              <th>Aired</th>
              <th>Ad-ID</th>
              <th className="num">Length, s</th>
              <th>Program</th>
              <th>Says</th>
            </tr>
          </thead>
          <tbody>
            {read.rows.map((row) => (
              <tr key={row.rowNumber}>
                <td className="num quiet">{row.rowNumber}</td>
                {row.problem === null ? (
                  <>
                    <td>{row.station}</td>
                    <td className={classes.nowrap}>
                      {row.airDay && day(row.airDay, 'weekday')} {row.clock}
                    </td>
                    <td>
                      <code>{row.adId || NO_VALUE}</code>
                    </td>
                    <td className="num">{row.lengthSeconds}</td>
                    <td>{row.program ?? NO_VALUE}</td>
                    <td>{words(row.outcome ?? '')}</td>
                  </>
                ) : (
                  <td colSpan={6}>
                    <span className={classes.problem}>{row.problem}</span>
                    <div className={classes.raw}>{row.raw}</div>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </TableRegion>
    </>
  );
}
