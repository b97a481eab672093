import { NumberInput } from '@mantine/core';
import { IconBroadcast } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { ScheduleReachResponse } from '../../shared/contracts/reach.ts';
import { campaignQuery } from '../campaigns/campaign-queries.ts';
import { Segmented } from '../parts/fields/segmented.tsx';
import { Figure, FigureStrip } from '../parts/figures/figure.tsx';
import { IssueList } from '../parts/notices/issue-list.tsx';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice, RowsSkeleton } from '../parts/notices/notices.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { OpenPlan } from '../plans/open-plan.tsx';
import { count, decimal, instant, points } from '../words/format.ts';
import { FrequencyPanel } from './frequency-panel.tsx';
import { airedReachQuery, plannedReachQuery } from './reach-queries.ts';
import { ReachTable } from './reach-table.tsx';
import { bandWord, modelWord, share } from './reach-words.ts';
import classes from './reach.module.css';

/** Rating points, reach and frequency: planned, or aired so far, by line, station, TV and all together, the model named. */
export function ReachPage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/reach' });
  const campaign = useQuery(campaignQuery(campaignId));
  return (
    <Loaded query={campaign} skeleton={<RowsSkeleton rows={8} height={32} />}>
      {(data) => <ReachOf campaign={data} />}
    </Loaded>
  );
}

function ReachOf({ campaign }: { campaign: CampaignResponse }) {
  const search = useSearch({ from: '/signed-in/campaigns/$campaignId/reach' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId/reach' });
  const ask = { people: search.people, dispersion: search.kappa };
  const planId = search.plan ?? campaign.latestPlanId;
  const planned = useQuery({
    ...plannedReachQuery(campaign.id, planId ?? '', ask),
    enabled: planId !== null && search.basis !== 'aired',
  });
  const aired = useQuery({ ...airedReachQuery(campaign.id, ask), enabled: search.basis === 'aired' });
  const change = (part: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  return (
    <>
      <PageHead
        title="Reach and rating points"
        tab={`Reach of ${campaign.name}`}
        note={
          aired.data && search.basis === 'aired'
            ? `${campaign.name} · aired until ${instant(aired.data.asOf ?? '', campaign.timeZone)}`
            : `${campaign.name} · what the plan’s money buys`
        }
        actions={
          <Segmented
            label="Planned or aired"
            value={search.basis ?? 'planned'}
            options={[
              { value: 'planned', label: 'Planned' },
              { value: 'aired', label: 'Aired so far' },
            ]}
            onChange={(basis) => change({ basis: basis === 'planned' ? undefined : basis, part: undefined })}
          />
        }
      />
      {planId === null ? (
        <Nothing campaignId={campaign.id} />
      ) : (
        <Loaded query={search.basis === 'aired' ? aired : planned} skeleton={<RowsSkeleton rows={8} height={32} />}>
          {(data) =>
            data.rows.length === 0 ? (
              <Nothing campaignId={campaign.id} />
            ) : (
              <Answer
                answer={data}
                part={search.part}
                onPart={(part) => change({ part })}
                onPeople={(people) => change({ people })}
                onKappa={(kappa) => change({ kappa })}
              />
            )
          }
        </Loaded>
      )}
    </>
  );
}

function Answer(props: {
  answer: ScheduleReachResponse;
  part: string | undefined;
  onPart: (part: string | undefined) => void;
  onPeople: (people: number | undefined) => void;
  onKappa: (kappa: number | undefined) => void;
}) {
  const { answer } = props;
  const all = answer.rows.find((row) => row.kind === 'campaign');
  const groups = answer.rows.filter((row) => row.kind === 'group');
  const chosen = answer.rows.find((row) => `${row.kind}:${row.key}` === props.part) ?? all;
  return (
    <div className={classes.stack}>
      {all && (
        <FigureStrip label="Reach in short">
          <Figure
            label="Reach, all together"
            value={share(all.reach)}
            note={bandWord(all) ? `published band ${bandWord(all)}` : modelWord(all)}
          />
          <Figure
            label="Frequency"
            value={all.reach > 0 ? decimal(all.frequency, 1) : '–'}
            note="times, of those reached"
          />
          <Figure label="GRPs" value={points(all.grpHundredths)} note={`${count(all.impressions)} impressions`} />
          {groups.map((group) => (
            <Figure
              key={group.key}
              label={`${group.label} alone`}
              value={share(group.reach)}
              note={`${points(group.grpHundredths)} GRPs`}
            />
          ))}
          <Figure
            label="Model"
            value="NBD"
            note={`across vehicles, κ ${decimal(all.dispersion ?? answer.dispersion, 2)}`}
          />
        </FigureStrip>
      )}
      <Panel flush>
        <ReachTable rows={answer.rows} chosen={chosen} onChoose={(row) => props.onPart(`${row.kind}:${row.key}`)} />
      </Panel>
      <div className={classes.below}>
        {chosen && <FrequencyPanel row={chosen} people={answer.people} />}
        <Panel title="What this rests on">
          <p className={classes.sentence}>
            <strong>{answer.model.name}.</strong> {answer.model.sentence}
          </p>
          <div className={classes.inputs}>
            <NumberInput
              label="People in the market"
              w={160}
              thousandSeparator=","
              min={1_000}
              hideControls
              value={answer.people}
              onBlur={(event) => {
                const people = Number(event.currentTarget.value.replaceAll(',', ''));
                if (people >= 1_000 && people !== answer.people) props.onPeople(people);
              }}
            />
            <NumberInput
              label="Dispersion κ"
              description="low: the same people come back"
              inputWrapperOrder={['label', 'input', 'description']}
              w={160}
              min={0.05}
              max={100}
              step={0.05}
              decimalScale={2}
              value={answer.dispersion}
              onChange={(value) => Number(value) >= 0.05 && props.onKappa(Number(value))}
            />
          </div>
          <IssueList issues={answer.assumptions} />
          {answer.notCounted.length > 0 && (
            <ul className={classes.left}>
              {answer.notCounted.map((line) => (
                <li key={line.lineId}>
                  <strong>{line.name} is not counted.</strong> {line.reason}
                </li>
              ))}
            </ul>
          )}
        </Panel>
      </div>
    </div>
  );
}

function Nothing({ campaignId }: { campaignId: string }) {
  return (
    <Panel flush>
      <EmptyNotice
        icon={IconBroadcast}
        title="Nothing to reach with yet"
        text="Reach is counted from the lines of the plan: TV by rating and CPP, digital by CPM."
        action={<OpenPlan campaignId={campaignId} />}
      />
    </Panel>
  );
}
