import type { ReachRowResponse } from '../../shared/contracts/reach.ts';
import { REACH_MODEL_WORDS } from '../../shared/domain/reach/reach-words.ts';
import { ChartOrTable } from '../parts/charts/chart-or-table.tsx';
import { count, percent } from '../words/format.ts';
import classes from './reach.module.css';

/** How often is "often": above this, the shares are added up. */
const MOST_SHOWN = 12;

/** How many see it not at all, once, twice, … as bars or as a table. */
export function FrequencyPanel({ row, people }: { row: ReachRowResponse; people: number }) {
  const shares = foldedShares(row.distribution);
  const largest = Math.max(...shares, 1e-9);
  const label = shares.map((share, times) => `${timesWord(times, shares.length)} ${percent(share)}`).join(', ');
  return (
    <ChartOrTable
      title={`How often people see it: ${row.label}`}
      note={REACH_MODEL_WORDS[row.model].name}
      chart={
        <div className={classes.bars} role="img" aria-label={`Share of people by times seen: ${label}.`}>
          {shares.map((share, times) => (
            <div key={timesWord(times, shares.length)} className={classes.bar} data-unseen={times === 0 || undefined}>
              <span className={classes.share}>{percent(share, share < 0.1 ? 1 : 0)}</span>
              <span className={classes.column} style={{ height: `${(100 * share) / largest}%` }} />
              <span className={classes.times}>{timesWord(times, shares.length)}</span>
            </div>
          ))}
        </div>
      }
      table={
        <table className="table">
          <thead>
            <tr>
              <th className="num">Times seen</th>
              <th className="num">Share of people</th>
              <th className="num">People</th>
              <th className="num">At least so often</th>
            </tr>
          </thead>
          <tbody>
            {shares.map((share, times) => (
              <tr key={timesWord(times, shares.length)}>
                <td className="num">{timesWord(times, shares.length)}</td>
                <td className="num">{percent(share, 2)}</td>
                <td className="num">{count(share * people)}</td>
                <td className="num">{percent(atLeast(shares, times), 2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      }
    />
  );
}

function foldedShares(distribution: readonly number[]): readonly number[] {
  if (distribution.length <= MOST_SHOWN) return distribution;
  const rest = distribution.slice(MOST_SHOWN - 1).reduce((sum, share) => sum + share, 0);
  return [...distribution.slice(0, MOST_SHOWN - 1), rest];
}

const timesWord = (times: number, size: number) => (times === size - 1 && times > 0 ? `${times}+` : String(times));
const atLeast = (shares: readonly number[], times: number) =>
  shares.slice(times).reduce((sum, share) => sum + share, 0);
