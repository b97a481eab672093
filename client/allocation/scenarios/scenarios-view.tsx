import { Button } from '@mantine/core';
import { IconArrowsSplit2 } from '@tabler/icons-react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { PlanResponse } from '../../../shared/contracts/plans.ts';
import type { ScenarioResponse } from '../../../shared/contracts/scenarios.ts';
import type { AllocationAnswer } from '../../../shared/domain/allocation/request.ts';
import { queryClient } from '../../api/query-client.ts';
import { sayDone, sayFailed } from '../../parts/notices/announce.ts';
import { Loaded } from '../../parts/notices/loaded.tsx';
import { EmptyNotice } from '../../parts/notices/notices.tsx';
import { Panel } from '../../parts/page/panel.tsx';
import { useMay } from '../../people/session.ts';
import type { PlanEditor } from '../../plans/editor/plan-editor.ts';
import type { AllocationBody } from '../split-model.ts';
import classes from './scenarios.module.css';
import { FrontierChart } from './charts/frontier-chart.tsx';
import { SaveScenario, type DeskState } from './save-scenario.tsx';
import { ScenarioList } from './scenario-list.tsx';
import { LETTERS, scenarioEdits, takesEdits, wordOf } from './scenario-model.ts';
import { comparisonQuery, scenarioQuery, scenariosQuery } from './scenario-queries.ts';
import { SideBySideTable } from './side-by-side-table.tsx';
import { VoiceChart } from './charts/voice-chart.tsx';
import { WhatIfPanel } from './what-if/what-if-panel.tsx';

export type ScenariosViewProps = Readonly<{
  campaign: CampaignResponse;
  plan: PlanResponse;
  editor: PlanEditor;
  /** The request of the desk as it stands: what a new scenario keeps. */
  body: AllocationBody;
  answer: AllocationAnswer | undefined;
  responseNow: number;
  word: string;
  desk: DeskState;
  onLoad: (scenario: ScenarioResponse) => void;
}>;

/** Scenarios of the split: kept, changed by what-ifs, up to four side by side, with the frontier and our share of voice. */
export function ScenariosView(props: ScenariosViewProps) {
  const { campaign, plan, editor, body, word } = props;
  const mayEdit = useMay('edit');
  const search = useSearch({ from: '/signed-in/campaigns/$campaignId/split' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId/split' });
  const go = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });

  const list = useQuery(scenariosQuery(campaign.id));
  const known = list.data ?? [];
  const asked = search.pick === undefined ? known.slice(-LETTERS.length).map(({ id }) => id) : search.pick.split(',');
  const picks = known.filter(({ id }) => asked.includes(id)).slice(0, LETTERS.length);
  const ids = picks.map(({ id }) => id);
  const comparison = useQuery({ ...comparisonQuery(campaign.id, ids), enabled: list.data !== undefined });
  const full = useQueries({ queries: ids.map((id) => scenarioQuery(campaign.id, id)) });
  const opened = useQuery({ ...scenarioQuery(campaign.id, search.scenario ?? ''), enabled: Boolean(search.scenario) });

  const pick = (id: string, isPicked: boolean) =>
    go({ pick: (isPicked ? [...ids, id] : ids.filter((one) => one !== id)).join(',') });
  const withScenario = (id: string, act: (scenario: ScenarioResponse) => void) =>
    queryClient.fetchQuery(scenarioQuery(campaign.id, id)).then(act, sayFailed);
  const apply = (id: string) =>
    withScenario(id, (scenario) => {
      const edits = scenarioEdits(scenario, editor.lines, campaign);
      if (edits.length === 0) return sayDone(`The plan is “${scenario.name}” already.`);
      editor.apply(`Apply ${scenario.name}`, edits);
      sayDone(`“${scenario.name}” is in the plan. One undo takes it back.`);
    });
  const load = (id: string) =>
    withScenario(id, (scenario) => {
      props.onLoad(scenario);
      sayDone(`“${scenario.name}” is on the desk, its amounts pinned.`);
    });

  const save = mayEdit && (
    <SaveScenario
      plan={plan}
      body={body}
      desk={props.desk}
      names={known.map(({ name }) => name)}
      onSaved={(id) => go({ pick: [...ids, id].slice(-LETTERS.length).join(','), scenario: id })}
    />
  );
  return (
    <div className={classes.stack}>
      <Loaded query={list}>
        {(scenarios) => (
          <Panel
            title="Scenarios"
            note="kept with everything they rest on; tick up to four to compare"
            actions={save}
            flush
          >
            {scenarios.length === 0 ? (
              <EmptyNotice
                icon={IconArrowsSplit2}
                title="No scenario yet"
                text="Save the split as it stands on the desk, then ask what if: another total, another price, a lost week, the opponent’s spend."
                action={
                  !mayEdit && (
                    <Button variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
                      Look at the split
                    </Button>
                  )
                }
              />
            ) : (
              <ScenarioList
                {...{ campaign, scenarios, picks: ids, mayEdit, word }}
                lines={plan.lines}
                onPick={pick}
                onOpen={(id) => go({ scenario: id })}
              />
            )}
          </Panel>
        )}
      </Loaded>
      {comparison.data && picks.length > 0 && (
        <SideBySideTable
          comparison={comparison.data}
          lines={plan.lines}
          word={word}
          canApply={mayEdit && takesEdits(plan)}
          isApplying={editor.saveState === 'saving'}
          onApply={(id) => void apply(id)}
          onLoad={(id) => void load(id)}
          onWhatIf={(id) => go({ scenario: id })}
        />
      )}
      <div className={classes.charts}>
        <FrontierChart
          body={body}
          held={plan.lines}
          word={word}
          answer={props.answer}
          responseNow={props.responseNow}
          unit={props.desk.unit}
          scenarios={full.flatMap(({ data }) => (data ? [data] : []))}
        />
        {comparison.data && <VoiceChart campaignId={campaign.id} comparison={comparison.data} />}
      </div>
      {opened.data && search.scenario === opened.data.id && (
        <WhatIfPanel
          key={`${opened.data.id} ${opened.data.rev}`}
          scenario={opened.data}
          word={wordOf(opened.data.desk?.unit ?? null, word)}
          mayEdit={mayEdit}
          onClose={() => go({ scenario: undefined })}
        />
      )}
    </div>
  );
}
