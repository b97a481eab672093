import { useQueries } from '@tanstack/react-query';
import { cellMoney, decimal, NO_VALUE } from '../format.ts';
import { ErrorNotice } from '../parts/notices.tsx';
import { allocationBody, type BandLevel, type SplitLines, type Wishes } from './split-model.ts';
import { allocationQuery } from './split-queries.ts';

const LEVELS = ['low', 'middle', 'high'] as const satisfies readonly BandLevel[];
const WORDS: Record<BandLevel, string> = { low: 'Low', middle: 'Middle', high: 'High' };

/** The same budget split under low, middle and high curves: where they agree, the split is safe whatever the truth. */
export function BandTable({ split, wishes, unitWord }: { split: SplitLines; wishes: Wishes; unitWord: string }) {
  const answers = useQueries({ queries: LEVELS.map((level) => allocationQuery(allocationBody(split, wishes, level))) });
  const error = answers.find((answer) => answer.error)?.error;
  if (error) return <ErrorNotice error={error} />;
  const centsOf = (index: number, id: string) => answers[index]?.data?.allocations.find((one) => one.id === id)?.cents;
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="The split under each curve">
      <table className="table">
        <thead>
          <tr>
            <th>Line</th>
            {LEVELS.map((level) => (
              <th key={level} className="num">
                {WORDS[level]}, $
              </th>
            ))}
            <th className="num">Apart, $</th>
          </tr>
        </thead>
        <tbody>
          {split.lines.map(({ line }) => {
            const cents = LEVELS.map((_, index) => centsOf(index, line.id));
            const known = cents.filter((value) => value !== undefined);
            return (
              <tr key={line.id}>
                <td>{line.name}</td>
                {cents.map((value, index) => (
                  <td key={LEVELS[index]} className="num">
                    {value === undefined ? NO_VALUE : cellMoney(value) || '0'}
                  </td>
                ))}
                <td className="num">
                  {known.length === LEVELS.length
                    ? cellMoney(Math.max(...known) - Math.min(...known)) || '0'
                    : NO_VALUE}
                </td>
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <td>{unitWord}</td>
            {answers.map((answer, index) => (
              <td key={LEVELS[index]} className="num">
                {answer.data ? decimal(answer.data.response, 0) : NO_VALUE}
              </td>
            ))}
            <td />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
