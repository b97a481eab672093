import { Button, Group, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ScenarioResponse } from '../../../../shared/contracts/scenarios.ts';
import { IssueList } from '../../../parts/notices/issue-list.tsx';
import { Refused } from '../../../parts/notices/refused.tsx';
import { SidePanel } from '../../../parts/page/side-panel.tsx';
import { gapPercent, money, percent } from '../../../words/format.ts';
import { SplitRefused } from '../../why/split-notes.tsx';
import { BudgetWhatIf } from './budget-what-if.tsx';
import { LostWeeks } from './lost-weeks.tsx';
import { OpponentWhatIf } from './opponent-what-if.tsx';
import { PriceWhatIf } from './price-what-if.tsx';
import { sayResponse } from '../../say-response.ts';
import { nextHundred } from '../../why/split-why.tsx';
import { withChanges, type Change, type ChangeOf } from '../scenario-model.ts';
import { useEditScenario, whatIfQuery } from '../scenario-queries.ts';
import classes from '../scenarios.module.css';

const SETTLE_MS = 150;

/** What if the total, a price, a week or the opponent's spend were otherwise: fields, the answer as one goes, save. */
export function WhatIfPanel(props: {
  scenario: ScenarioResponse;
  word: string;
  mayEdit: boolean;
  onClose: () => void;
}) {
  const { scenario, mayEdit } = props;
  const { inputs } = scenario;
  const [name, setName] = useState(scenario.name);
  const [note, setNote] = useState(scenario.note);
  const [changes, setChanges] = useState<readonly Change[]>(scenario.changes);
  const [settled] = useDebouncedValue(changes, SETTLE_MS);
  const answer = useQuery(whatIfQuery(scenario, settled));
  const edit = useEditScenario(props.onClose);
  const reread = useEditScenario(() => undefined);

  const put = <Kind extends Change['kind']>(kind: Kind, next: readonly ChangeOf<Kind>[]) =>
    setChanges((before) => withChanges(before, kind, next as readonly Change[]));
  const of = <Kind extends Change['kind']>(kind: Kind) =>
    changes.filter((change): change is ChangeOf<Kind> => change.kind === kind);
  const wholeCents = (inputs.request.budgetCents ?? 0) + scenario.answer.heldCents;
  const channels = [...new Set(inputs.lines.map((line) => line.channel))];
  const weeks = [...new Set(inputs.lines.flatMap((line) => line.weeks.map((week) => week.weekStart)))].toSorted();
  const isChanged =
    name.trim() !== scenario.name ||
    note !== scenario.note ||
    JSON.stringify(changes) !== JSON.stringify(scenario.changes);

  return (
    <SidePanel title={`What if… ${scenario.name}`} size={680} onClose={props.onClose}>
      <div className={classes.form}>
        <Group gap={12} align="flex-start" grow preventGrowOverflow={false}>
          <TextInput
            label="Name"
            value={name}
            disabled={!mayEdit}
            maxLength={200}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Textarea
            label="Note"
            autosize
            minRows={1}
            value={note}
            disabled={!mayEdit}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </Group>
        <BudgetWhatIf
          wholeCents={wholeCents}
          change={of('budget').at(-1) ?? of('budget_change').at(-1) ?? null}
          onChange={(change) =>
            setChanges((before) => {
              const rest = withChanges(withChanges(before, 'budget', []), 'budget_change', []);
              return change ? [change, ...rest] : rest;
            })
          }
        />
        <PriceWhatIf
          lines={inputs.lines.filter(({ id }) => inputs.request.lines.some((line) => line.id === id))}
          prices={of('price')}
          onPrices={(prices) => put('price', prices)}
        />
        <LostWeeks weeks={weeks} lost={of('lost_week')} onLost={(lost) => put('lost_week', lost)} />
        <OpponentWhatIf
          {...{ channels, weeks }}
          seen={inputs.opponent}
          from={scenario.opponentFrom}
          change={of('opponent').at(-1) ?? null}
          isReading={reread.isPending}
          onChange={(change) => put('opponent', change ? [change] : [])}
          onReread={
            mayEdit ? () => reread.mutate({ id: scenario.id, rev: scenario.rev, rereadOpponent: true }) : undefined
          }
        />
        <Refused error={reread.error} />
        <div className={classes.result} role="status" aria-label="The answer to these what-ifs">
          {answer.error ? (
            <SplitRefused error={answer.error} />
          ) : (
            answer.data && (
              <>
                <dl className={classes.figures} aria-busy={answer.isFetching}>
                  <Fact name={props.word} value={sayResponse(answer.data.response)} />
                  <Fact name="against it as saved" value={sayGain(answer.data.response, scenario.answer.response)} />
                  <Fact
                    name="against the plan’s own money"
                    value={sayGain(answer.data.response, answer.data.plannedResponse)}
                  />
                  <Fact isSpare name="total" value={money(answer.data.totalCents + answer.data.heldCents)} />
                  <Fact name="next $100" value={nextHundred(answer.data.shadowPricePerDollar)} />
                  <Fact
                    isSpare
                    name="proof"
                    value={
                      answer.data.proof.status === 'optimal' ? 'optimal' : `within ${gapPercent(answer.data.proof.gap)}`
                    }
                  />
                </dl>
                {answer.data.issues.length > 0 && <IssueList issues={answer.data.issues} />}
              </>
            )
          )}
          <Refused error={edit.error} />
          <Group gap={8} justify="flex-end">
            <Button variant="default" onClick={props.onClose}>
              Close
            </Button>
            {mayEdit && (
              <Button
                disabled={!isChanged || name.trim() === '' || Boolean(answer.error)}
                loading={edit.isPending}
                onClick={() =>
                  edit.mutate({
                    ...{ id: scenario.id, rev: scenario.rev, note },
                    ...{ name: name.trim(), changes: [...changes] },
                  })
                }
              >
                Save the what-ifs
              </Button>
            )}
          </Group>
        </div>
      </div>
    </SidePanel>
  );
}

/** A spare figure is left away on narrow screens. */
function Fact({ name, value, isSpare }: { name: string; value: string; isSpare?: boolean }) {
  return (
    <div className={isSpare ? classes.spare : undefined}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function sayGain(now: number, before: number): string {
  if (before <= 0) return '';
  const gain = now / before - 1;
  if (Math.abs(gain) < 5e-6) return 'the same';
  return `${gain > 0 ? '+' : '−'}${percent(Math.abs(gain), 2)}`;
}
