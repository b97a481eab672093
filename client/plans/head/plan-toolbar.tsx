import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconDownload,
  IconFileImport,
  IconListCheck,
  IconPlus,
} from '@tabler/icons-react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { PlanResponse } from '../../../shared/contracts/plans.ts';
import { FLOWCHART_MEASURES } from '../../../shared/domain/audience/measured-flowchart.ts';
import type { Flowchart } from '../../../shared/domain/flowchart.ts';
import { Segmented } from '../../parts/fields/segmented.tsx';
import { sayFailed } from '../../parts/notices/announce.ts';
import type { PlanEditor } from '../editor/plan-editor.ts';
import { saveFlowchart } from '../export/export-flowchart.ts';
import { MEASURES, type MeasuredChart, type PlanView } from '../measured/measured-query.ts';
import classes from '../plan-workbench.module.css';

/** How the grid is shown, undo and redo, a new line, and taking this view away as a file. */
export function PlanToolbar(props: {
  campaign: CampaignResponse;
  plan: PlanResponse;
  view: PlanView;
  chart: Flowchart;
  measured: MeasuredChart | undefined;
  editor: PlanEditor;
  isEditable: boolean;
  onView: (change: Partial<PlanView>) => void;
  onAddLine: () => void;
  onBulk: () => void;
  /** Undefined where nothing may be imported. */
  onImport: (() => void) | undefined;
}) {
  const { view, editor, campaign, plan, chart } = props;
  const save = (kind: 'csv' | 'xlsx' | 'lines') => {
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: campaign.timeZone }).format(new Date());
    void saveFlowchart(kind, { campaign, plan, view, chart, measured: props.measured, today }).catch(sayFailed);
  };
  return (
    <div className={`${classes.toolbar} no-print`} role="toolbar" aria-label="Plan">
      <Segmented
        label="Cells show"
        value={view.measure}
        options={FLOWCHART_MEASURES.map((value) => ({ value, label: MEASURES[value].label }))}
        onChange={(measure) => props.onView({ measure })}
      />
      <Segmented
        label="Gross or net"
        value={view.basis}
        options={[
          { value: 'gross', label: 'Gross' },
          { value: 'net', label: 'Net' },
        ]}
        onChange={(basis) => props.onView({ basis })}
      />
      <Segmented
        label="Columns"
        value={view.by}
        options={[
          { value: 'week', label: 'Weeks' },
          { value: 'month', label: 'Months' },
        ]}
        onChange={(by) => props.onView({ by })}
      />
      <Segmented
        label="Calendar"
        value={view.calendar}
        options={[
          { value: 'broadcast', label: 'Broadcast' },
          { value: 'gregorian', label: 'Calendar' },
        ]}
        onChange={(calendar) => props.onView({ calendar })}
      />
      <div className={classes.push}>
        {props.isEditable && (
          <>
            <Tooltip label={editor.undoLabel ? `Undo: ${editor.undoLabel}` : 'Nothing to undo'}>
              <ActionIcon
                aria-label="Undo"
                data-disabled={!editor.canUndo || undefined}
                aria-disabled={!editor.canUndo}
                onClick={editor.undo}
              >
                <IconArrowBackUp size={18} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={editor.redoLabel ? `Redo: ${editor.redoLabel}` : 'Nothing to redo'}>
              <ActionIcon
                aria-label="Redo"
                data-disabled={!editor.canRedo || undefined}
                aria-disabled={!editor.canRedo}
                onClick={editor.redo}
              >
                <IconArrowForwardUp size={18} />
              </ActionIcon>
            </Tooltip>
          </>
        )}
        {props.isEditable && editor.lines.length > 0 && (
          <Button variant="default" leftSection={<IconListCheck size={16} />} onClick={props.onBulk}>
            Bulk edit
          </Button>
        )}
        {props.onImport && (
          <Button variant="default" leftSection={<IconFileImport size={16} />} onClick={props.onImport}>
            Import
          </Button>
        )}
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" leftSection={<IconDownload size={16} />}>
              Export
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>This view, {view.measure === 'dollars' ? view.basis : MEASURES[view.measure].word}</Menu.Label>
            <Menu.Item onClick={() => save('xlsx')}>Excel workbook</Menu.Item>
            <Menu.Item onClick={() => save('csv')}>CSV</Menu.Item>
            <Menu.Item onClick={() => window.print()}>Print or PDF</Menu.Item>
            <Menu.Label>As CSV, to change elsewhere and import</Menu.Label>
            <Menu.Item onClick={() => save('lines')}>Lines and flights</Menu.Item>
          </Menu.Dropdown>
        </Menu>
        {props.isEditable && (
          <Button variant="default" leftSection={<IconPlus size={16} />} onClick={props.onAddLine}>
            Add a line
          </Button>
        )}
      </div>
    </div>
  );
}
