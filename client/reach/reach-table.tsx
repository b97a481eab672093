import { IconAlertTriangle } from '@tabler/icons-react';
import { Tooltip } from '@mantine/core';
import type { ReachRowResponse } from '../../shared/contracts/reach.ts';
import { TableRegion } from '../parts/table/table-region.tsx';
import { count, NO_VALUE, points } from '../words/format.ts';
import { readableDays } from '../words/readable-days.ts';
import { bandWord, modelWord, share } from './reach-words.ts';
import classes from './reach.module.css';

const KINDS: Readonly<Record<ReachRowResponse['kind'], string>> = {
  line: 'Lines',
  station: 'Stations',
  group: 'TV and the rest',
  campaign: 'All together',
};

/** Every line, station and group with its points, reach and frequency; one is chosen for its distribution. */
export function ReachTable(props: {
  rows: readonly ReachRowResponse[];
  chosen: ReachRowResponse | undefined;
  onChoose: (row: ReachRowResponse) => void;
}) {
  return (
    <TableRegion label="Reach by line, station and group">
      <table className="table table-pinned">
        <thead>
          <tr>
            <th>Part</th>
            <th className="num">GRPs</th>
            <th className="num">Impressions</th>
            <th className="num">Spots</th>
            <th className="num">Reach</th>
            <th className="num">Band</th>
            <th className="num">Frequency</th>
            <th>Model</th>
          </tr>
        </thead>
        {(['campaign', 'group', 'station', 'line'] as const).map((kind) => {
          const rows = props.rows.filter((row) => row.kind === kind);
          return (
            rows.length > 0 && (
              <tbody key={kind} className={classes[kind]}>
                {kind !== 'campaign' && (
                  <tr>
                    <th colSpan={8} scope="rowgroup" className={classes.kind}>
                      {KINDS[kind]}
                    </th>
                  </tr>
                )}
                {rows.map((row) => (
                  <tr key={row.key} className={row === props.chosen ? classes.chosen : undefined}>
                    <td>
                      <button
                        type="button"
                        className={classes.name}
                        aria-pressed={row === props.chosen}
                        onClick={() => props.onChoose(row)}
                      >
                        {row.label}
                      </button>
                    </td>
                    <td className="num">{points(row.grpHundredths)}</td>
                    <td className="num">{count(row.impressions)}</td>
                    <td className="num">{row.spots === null ? NO_VALUE : count(row.spots)}</td>
                    <td className="num">
                      <strong>{share(row.reach)}</strong>
                    </td>
                    <td className="num">{bandWord(row) ?? NO_VALUE}</td>
                    <td className="num">{row.reach > 0 ? row.frequency.toFixed(1) : NO_VALUE}</td>
                    <td>
                      <ModelCell row={row} />
                    </td>
                  </tr>
                ))}
              </tbody>
            )
          );
        })}
      </table>
    </TableRegion>
  );
}

function ModelCell({ row }: { row: ReachRowResponse }) {
  const doubts = row.issues.filter((issue) => issue.severity !== 'info').map((issue) => readableDays(issue.message));
  return (
    <span className={classes.model}>
      {modelWord(row)}
      {doubts.length > 0 && (
        <Tooltip label={doubts.join(' ')} multiline maw={360}>
          <span role="img" aria-label={doubts.join(' ')}>
            <IconAlertTriangle size={15} aria-hidden />
          </span>
        </Tooltip>
      )}
    </span>
  );
}
