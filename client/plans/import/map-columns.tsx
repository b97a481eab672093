import { Checkbox, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import { FLOWCHART_MEASURES } from '../../../shared/domain/audience/measured-flowchart.ts';
import { addDays } from '../../../shared/domain/calendar/day.ts';
import {
  guessColumns,
  IMPORT_FIELDS,
  type ColumnUse,
  type ImportField,
  type ImportMapping,
} from '../../../shared/domain/plan-import/columns.ts';
import { columnName, type Sheet } from '../../../shared/domain/plan-import/sheet.ts';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { period } from '../../words/format.ts';
import { MEASURES } from '../measured/measured-query.ts';
import classes from './import.module.css';

const USES = [
  { value: 'ignored', label: 'Not read' },
  { value: 'period', label: 'Amount of a week or month' },
  ...(Object.keys(IMPORT_FIELDS) as ImportField[]).map((value) => ({ value, label: IMPORT_FIELDS[value] })),
];

/** Says what each column of a file holds, and what its amounts are. */
export function MapColumns(props: {
  sheets: readonly Sheet[];
  sheet: Sheet;
  campaign: CampaignResponse;
  mapping: ImportMapping;
  onSheet: (name: string) => void;
  onChange: (mapping: ImportMapping) => void;
}) {
  const { sheet, mapping, campaign } = props;
  const change = (part: Partial<ImportMapping>) => props.onChange({ ...mapping, ...part });
  const changeColumn = (index: number, use: ColumnUse) =>
    change({ columns: mapping.columns.map((each, at) => (at === index ? use : each)) });
  const headings = sheet.rows[mapping.headerRow] ?? [];
  const choose = (index: number, value: string) => {
    if (value === 'period')
      return changeColumn(index, {
        kind: 'period',
        startDay: campaign.startDay,
        endDay: addDays(campaign.startDay, 7),
      });
    changeColumn(index, value === 'ignored' ? { kind: 'ignored' } : { kind: 'field', field: value as ImportField });
  };
  return (
    <>
      <div className={classes.settings}>
        {props.sheets.length > 1 && (
          <NativeSelect
            label="Sheet"
            value={sheet.name}
            data={props.sheets.map(({ name }) => name)}
            onChange={(event) => props.onSheet(event.currentTarget.value)}
          />
        )}
        <NumberInput
          label="Headings in row"
          min={1}
          max={Math.max(1, sheet.rows.length)}
          value={mapping.headerRow + 1}
          onChange={(value) => {
            const headerRow = Math.max(0, Number(value || 1) - 1);
            change({ headerRow, columns: guessColumns(sheet.rows[headerRow] ?? [], campaign, mapping) });
          }}
        />
        <NativeSelect
          label="Weeks hold"
          value={mapping.measure}
          data={FLOWCHART_MEASURES.map((value) => ({ value, label: MEASURES[value].label }))}
          onChange={(event) => change({ measure: event.currentTarget.value as ImportMapping['measure'] })}
        />
        <NativeSelect
          label="Dollars are"
          value={mapping.basis}
          data={[
            { value: 'gross', label: 'Gross' },
            { value: 'net', label: 'Net' },
          ]}
          onChange={(event) => change({ basis: event.currentTarget.value === 'net' ? 'net' : 'gross' })}
        />
        <Checkbox
          label="Take saved results of formulas"
          checked={mapping.formulas === 'saved'}
          onChange={(event) => change({ formulas: event.currentTarget.checked ? 'saved' : 'refuse' })}
          pb={8}
        />
      </div>
      <TableRegion label="Columns of the file" className={classes.scroll}>
        <table className="table">
          <thead>
            <tr>
              <th>Column</th>
              <th>Heading</th>
              <th>Holds</th>
              <th>First values</th>
            </tr>
          </thead>
          <tbody>
            {mapping.columns.map((use, index) => {
              const heading = headings[index]?.text ?? '';
              const samples = sheet.rows
                .slice(mapping.headerRow + 1, mapping.headerRow + 4)
                .map((row) => row[index]?.text ?? '')
                .filter(Boolean);
              return (
                <tr key={columnName(index)}>
                  <td className="quiet">{columnName(index)}</td>
                  <td>{heading || <span className="quiet">none</span>}</td>
                  <td>
                    <NativeSelect
                      size="xs"
                      aria-label={`Column ${columnName(index)}${heading ? `, ${heading}` : ''}, holds`}
                      value={use.kind === 'field' ? use.field : use.kind}
                      data={USES}
                      onChange={(event) => choose(index, event.currentTarget.value)}
                    />
                    {use.kind === 'period' && <PeriodDays use={use} onChange={(next) => changeColumn(index, next)} />}
                  </td>
                  <td className={classes.sample}>{samples.join(' · ')}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableRegion>
    </>
  );
}

type Period = Extract<ColumnUse, { kind: 'period' }>;

function PeriodDays({ use, onChange }: { use: Period; onChange: (use: ColumnUse) => void }) {
  const { startDay, endDay } = use;
  const lastDay = addDays(endDay, -1);
  return (
    <div className={classes.days}>
      <TextInput
        type="date"
        size="xs"
        aria-label={`First day of ${period(startDay, endDay)}`}
        value={startDay}
        onChange={({ currentTarget: { value } }) => value && value < endDay && onChange({ ...use, startDay: value })}
      />
      <TextInput
        type="date"
        size="xs"
        aria-label={`Last day of ${period(startDay, endDay)}`}
        value={lastDay}
        onChange={({ currentTarget: { value } }) =>
          value >= startDay && onChange({ ...use, endDay: addDays(value, 1) })
        }
      />
    </div>
  );
}
