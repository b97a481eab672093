import { Button } from '@mantine/core';
import { IconShieldCheck, IconShieldHalf } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ScenarioComparison } from '../../../shared/contracts/scenarios.ts';
import { ChannelDot } from '../../parts/chips/channel-dot.tsx';
import { Chip } from '../../parts/chips/status-chip.tsx';
import { IssueList } from '../../parts/notices/issue-list.tsx';
import { Panel } from '../../parts/page/panel.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { fixed, gapPercent, money, NO_VALUE, percent, rate, signedMoney, tableMoney } from '../../words/format.ts';
import { LETTERS, sayChange, wordOf } from './scenario-model.ts';
import { responseDigits, sayResponse } from '../say-response.ts';
import { nextHundred } from '../why/split-why.tsx';
import classes from './scenarios.module.css';

type Column = ScenarioComparison['scenarios'][number];
type Cell = ScenarioComparison['lines'][number]['cells'][number];

const STATE_WORDS: Readonly<Record<NonNullable<Cell>['state'], string>> = {
  interior: '',
  at_minimum: 'at its minimum',
  at_maximum: 'at its maximum',
  off: 'off',
  held: 'left as planned',
};

/** Lines in rows, the plan and up to four scenarios in columns: dollars, difference, response, next $100, and the sums. */
export function SideBySideTable(props: {
  comparison: ScenarioComparison;
  lines: readonly Readonly<{ id: string; name: string }>[];
  word: string;
  canApply: boolean;
  isApplying: boolean;
  onApply: (id: string) => void;
  onLoad: (id: string) => void;
  onWhatIf: (id: string) => void;
}) {
  const { plan, scenarios, lines } = props.comparison;
  const cell = tableMoney([
    plan.totalCents,
    ...lines.flatMap((line) => [line.planCents ?? 0, ...line.cells.map((one) => one?.cents ?? 0)]),
  ]);
  const digits = responseDigits(scenarios.map(({ response }) => response));
  const issues = scenarios.flatMap((one, index) =>
    one.issues.map((issue) => ({ ...issue, message: `${LETTERS[index]}: ${issue.message}` })),
  );
  const row = (label: string, planValue: string, of: (column: Column) => ReactNode) => (
    <tr>
      <td className={classes.first}>{label}</td>
      <td className="num">{planValue}</td>
      {scenarios.map((one) => (
        <td key={one.id} className="num" colSpan={2}>
          {of(one)}
        </td>
      ))}
    </tr>
  );
  return (
    <Panel
      title="Side by side"
      note={`against plan ${plan.version ?? ''} as it is now; ${props.word} and the next $100 on the right of each`}
      flush
    >
      <TableRegion label="Scenarios side by side">
        <table className={`table ${classes.compare}`}>
          <thead>
            <tr>
              <th className={classes.first} scope="col">
                Line
              </th>
              <th className="num" scope="col">
                Plan, $
              </th>
              {scenarios.map((one, index) => (
                <th key={one.id} colSpan={2} scope="colgroup" className={classes.scenario}>
                  <span className={classes.letter}>{LETTERS[index]}</span> <strong>{one.name}</strong>
                  <div className={classes.asks}>
                    {one.changes.map((change) => sayChange(change, props.lines)).join(' · ') ||
                      'as saved from the desk'}
                  </div>
                  <div className={`${classes.acts} no-print`}>
                    {props.canApply && (
                      <Button
                        size="compact-xs"
                        aria-label={`Apply ${one.name} to the plan`}
                        disabled={props.isApplying}
                        onClick={() => props.onApply(one.id)}
                      >
                        Apply
                      </Button>
                    )}
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={`To the desk: ${one.name}`}
                      onClick={() => props.onLoad(one.id)}
                    >
                      To the desk
                    </Button>
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={`What if… in column ${LETTERS[index]}, ${one.name}`}
                      onClick={() => props.onWhatIf(one.id)}
                    >
                      What if…
                    </Button>
                  </div>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.id}>
                <th scope="row" className={classes.first}>
                  <ChannelDot channel={line.channel} /> {line.name}
                </th>
                <td className="num">
                  {line.planCents === null ? <span className="quiet">not in it</span> : cell(line.planCents)}
                </td>
                {line.cells.map((one, index) => (
                  <LineCell key={scenarios[index]?.id} cell={one} say={cell} digits={digits} />
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            {row('Total', cell(plan.totalCents), (one) => (
              <>
                {money(one.totalCents)} <Difference cents={one.totalCents - plan.totalCents} />
              </>
            ))}
            {row('Brings', '', (one) => (
              <>
                {sayResponse(one.response)} {wordOf(one.unit, props.word)}
                <div className={classes.under}>{against(one.response, one.plannedResponse)}</div>
              </>
            ))}
            {row('Cost of one', '', (one) =>
              one.costPerResponseMicros === null ? NO_VALUE : rate(one.costPerResponseMicros),
            )}
            {row('Value of the next $100', '', (one) => nextHundred(one.shadowPricePerDollar))}
            {row('Proof', '', (one) =>
              one.proof.status === 'optimal' ? (
                <Chip tone="on" icon={IconShieldCheck}>
                  No cent can do better
                </Chip>
              ) : (
                <Chip tone="over" icon={IconShieldHalf}>
                  Within {gapPercent(one.proof.gap)}
                </Chip>
              ),
            )}
          </tfoot>
        </table>
      </TableRegion>
      {issues.length > 0 && (
        <div className={classes.issues}>
          <IssueList issues={issues} />
        </div>
      )}
    </Panel>
  );
}

function LineCell({ cell: one, say, digits }: { cell: Cell; say: (cents: number) => string; digits: number }) {
  if (!one) {
    return (
      <td className={`num quiet ${classes.left}`} colSpan={2}>
        not in it
      </td>
    );
  }
  return (
    <>
      <td className={`num ${classes.left}`}>
        {say(one.cents)}
        <div className={classes.under}>{one.differenceCents ? signedMoney(one.differenceCents) : 'as planned'}</div>
      </td>
      <td className="num">
        {one.response === null ? NO_VALUE : fixed(one.response, digits)}
        <div className={classes.under}>
          {STATE_WORDS[one.state] ||
            (one.marginalPerDollar === null ? '' : `next ${nextHundred(one.marginalPerDollar)}`)}
        </div>
      </td>
    </>
  );
}

function Difference({ cents }: { cents: number }) {
  return <span className={classes.under}>{cents === 0 ? 'as planned' : signedMoney(cents)}</span>;
}

function against(response: number, planned: number): string {
  if (planned <= 0) return '';
  const gain = response / planned - 1;
  return `${gain >= 0 ? '+' : '−'}${percent(Math.abs(gain))} on the plan’s own money`;
}
