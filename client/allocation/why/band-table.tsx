import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import type { AllocationAnswer } from '../../../shared/domain/allocation/request.ts';
import { ErrorNotice } from '../../parts/notices/notices.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { decimal, NO_VALUE, tableMoney } from '../../words/format.ts';
import { allocationBody, type BandLevel, type SplitLines, type Wishes } from '../split-model.ts';
import { allocationQuery } from '../split-queries.ts';

const LEVELS = ['low', 'middle', 'high'] as const satisfies readonly BandLevel[];
const WORDS: Record<BandLevel, string> = { low: 'Low', middle: 'Middle', high: 'High' };

export type BandAnswers = readonly UseQueryResult<AllocationAnswer>[];

/** The split of the same wishes under low, middle and high curves, in this order. */
export function useBandAnswers(split: SplitLines, wishes: Wishes): BandAnswers {
  return useQueries({ queries: LEVELS.map((level) => allocationQuery(allocationBody(split, wishes, level))) });
}

/** The same budget split under low, middle and high curves: where they agree, the split is safe whatever the truth. */
export function BandTable(props: { split: SplitLines; answers: BandAnswers; unitWord: string }) {
  const { split, answers, unitWord } = props;
  const error = answers.find((answer) => answer.error)?.error;
  if (error) return <ErrorNotice error={error} />;
  const centsOf = (index: number, id: string) => answers[index]?.data?.allocations.find((one) => one.id === id)?.cents;
  const cell = tableMoney(answers.flatMap(({ data }) => data?.allocations.map(({ cents }) => cents) ?? []));
  return (
    <TableRegion label="The split under each curve">
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
                    {value === undefined ? NO_VALUE : cell(value)}
                  </td>
                ))}
                <td className="num">
                  {known.length === LEVELS.length ? cell(Math.max(...known) - Math.min(...known)) : NO_VALUE}
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
    </TableRegion>
  );
}
