import { Button, Group } from '@mantine/core';
import { useHotkeys, useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { IconFileImport, IconPlus, IconTableImport } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { PlanResponse } from '../../shared/contracts/plans.ts';
import { IssueList } from '../parts/notices/issue-list.tsx';
import { EmptyNotice } from '../parts/notices/notices.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { useMay } from '../people/session.ts';
import { ReachStrip } from '../reach/reach-strip.tsx';
import { AllocationStrip } from './summary/allocation-strip.tsx';
import { FlowchartGrid } from './grid/flowchart-grid.tsx';
import { gridModel, issuesByLine } from './grid/grid-model.ts';
import { usePlanEditor } from './editor/plan-editor.ts';
import { PlanHead } from './head/plan-head.tsx';
import { MeasureNote } from './measured/measure-note.tsx';
import { measuredFlowchartQuery, type PlanView } from './measured/measured-query.ts';
import { PlanToolbar } from './head/plan-toolbar.tsx';
import classes from './plan-workbench.module.css';

const BulkDialog = lazy(() => import('./bulk/bulk-dialog.tsx').then((module) => ({ default: module.BulkDialog })));
const ImportDialog = lazy(() =>
  import('./import/import-dialog.tsx').then((module) => ({ default: module.ImportDialog })),
);
const LineDrawer = lazy(() => import('./line/line-drawer.tsx').then((module) => ({ default: module.LineDrawer })));

/** One version on the bench: head, toolbar, grid, issues, and the drawer of a line. */
export function PlanWorkbench({
  campaign,
  plan,
  onPlan,
}: {
  campaign: CampaignResponse;
  plan: PlanResponse;
  onPlan: (id: string) => void;
}) {
  const search = useSearch({ from: '/signed-in/campaigns/$campaignId/plan' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId/plan' });
  const mayEdit = useMay('edit');
  const isNarrow = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false });
  const editor = usePlanEditor(plan);
  const isEditable = mayEdit && plan.status === 'draft';
  const [opened, setOpened] = useState<string | null>(null);
  const { calendar = 'broadcast', by = 'week', basis = 'gross', measure = 'dollars' } = search;
  const view = useMemo((): PlanView => ({ calendar, by, basis, measure }), [calendar, by, basis, measure]);
  const measuredQuery = useQuery(measuredFlowchartQuery(campaign.id, plan.id, view));
  const measured = measuredQuery.data?.measure === measure ? measuredQuery.data : undefined;
  const model = useMemo(
    () => gridModel(editor.lines, campaign, view, measured),
    [editor.lines, campaign, view, measured],
  );
  const issues = useMemo(() => issuesByLine(plan.lines, plan.issues), [plan.lines, plan.issues]);
  useHotkeys([
    ['mod+Z', () => editor.undo()],
    ['mod+shift+Z', () => editor.redo()],
    ['mod+Y', () => editor.redo()],
  ]);
  const changeView = (change: Partial<PlanView>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const openPanel = (panel: 'import' | 'bulk' | undefined) =>
    void navigate({ search: (before) => ({ ...before, panel }), replace: true });
  const mayImport = mayEdit && (plan.status === 'draft' || plan.status === 'approved');
  const openedLine = editor.lines.find((line) => line.id === opened);
  return (
    <>
      <PlanHead campaign={campaign} plan={plan} saveState={editor.saveState} onPlan={onPlan} />
      <div className={classes.bench}>
        <PlanToolbar
          campaign={campaign}
          plan={plan}
          view={view}
          chart={model.chart}
          measured={measured}
          editor={editor}
          isEditable={isEditable}
          onView={changeView}
          onAddLine={() => setOpened('new')}
          onBulk={() => openPanel('bulk')}
          onImport={mayImport ? () => openPanel('import') : undefined}
        />
        <AllocationStrip
          budgetCents={model.chart.budgetCents}
          plannedCents={model.chart.totalCents}
          remainingCents={model.chart.remainingCents}
          basis={basis}
        />
        <ReachStrip campaignId={campaign.id} planId={plan.id} />
        {measure !== 'dollars' && <MeasureNote measure={measure} measured={measured} error={measuredQuery.error} />}
        {editor.lines.length === 0 ? (
          <Panel flush>
            <EmptyNotice
              icon={IconTableImport}
              title="The plan has no lines yet"
              text="A line is what you buy from one vendor at one rate: connected TV by CPM, a station's early news by CPP. Add one, then type into its weeks."
              action={
                isEditable && (
                  <Group gap={8} justify="center">
                    <Button leftSection={<IconPlus size={16} />} onClick={() => setOpened('new')}>
                      Add a line
                    </Button>
                    <Button
                      variant="default"
                      leftSection={<IconFileImport size={16} />}
                      onClick={() => openPanel('import')}
                    >
                      Import from Excel
                    </Button>
                  </Group>
                )
              }
            />
          </Panel>
        ) : (
          <FlowchartGrid
            model={model}
            campaign={campaign}
            view={view}
            isEditable={isEditable}
            isNarrow={isNarrow}
            issues={issues}
            lineId={search.line}
            onEdits={editor.apply}
            onUndo={editor.undo}
            onRedo={editor.redo}
            onOpenLine={setOpened}
          />
        )}
        <div className={classes.issues}>
          <IssueList issues={plan.issues} none="No issues: the plan adds up." />
        </div>
      </div>
      {search.panel === 'bulk' && isEditable && (
        <Suspense>
          <BulkDialog
            campaign={campaign}
            lines={editor.lines}
            onApply={editor.apply}
            onClose={() => openPanel(undefined)}
          />
        </Suspense>
      )}
      {search.panel === 'import' && mayImport && (
        <Suspense>
          <ImportDialog
            campaign={campaign}
            plan={plan}
            lines={editor.lines}
            onApply={editor.apply}
            onPlan={onPlan}
            onHold={() => navigate({ search: (before) => ({ ...before, plan: plan.id }), replace: true })}
            onClose={() => openPanel(undefined)}
          />
        </Suspense>
      )}
      {opened && (openedLine || opened === 'new') && (
        <Suspense>
          <LineDrawer
            key={opened}
            campaign={campaign}
            planId={plan.id}
            line={openedLine}
            isEditable={isEditable}
            onApply={editor.apply}
            onClose={() => setOpened(null)}
          />
        </Suspense>
      )}
    </>
  );
}
