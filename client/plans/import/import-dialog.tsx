import { Button, Modal, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { LineResponse, PlanEdit, PlanResponse } from '../../../shared/contracts/plans.ts';
import { hasErrors } from '../../../shared/domain/issue.ts';
import { checkMapping } from '../../../shared/domain/plan-import/check-mapping.ts';
import type { ImportMapping } from '../../../shared/domain/plan-import/columns.ts';
import { importEdits, previewImport, type ImportPreview } from '../../../shared/domain/plan-import/preview.ts';
import type { Sheet } from '../../../shared/domain/plan-import/sheet.ts';
import type { Line } from '../../../shared/domain/plan.ts';
import { FileDrop } from '../../parts/fields/file-drop.tsx';
import { sayDone, sayFailed } from '../../parts/notices/announce.ts';
import { IssueList } from '../../parts/notices/issue-list.tsx';
import { ErrorNotice } from '../../parts/notices/notices.tsx';
import { daypartsQuery } from '../../spots/spot-queries.ts';
import { count } from '../../words/format.ts';
import { checkStep } from '../editor/plan-step-check.ts';
import { measuredFlowchartQuery } from '../measured/measured-query.ts';
import { applyToRevision, checkedByContract } from './apply-import.ts';
import classes from './import.module.css';
import { keepMapping, startMapping } from './kept-mappings.ts';
import { MapColumns } from './map-columns.tsx';
import { isTakeable, PreviewTable } from './preview-table.tsx';
import { readFile } from './read-file.ts';

type Opened = Readonly<{
  name: string;
  sheets: readonly Sheet[];
  sheet: Sheet;
  mapping: ImportMapping;
  isKept: boolean;
}>;

/** Takes a plan from a file: choose it, say what its columns hold, see what each row would do, apply as one undo. */
export function ImportDialog(props: {
  campaign: CampaignResponse;
  plan: PlanResponse;
  lines: readonly LineResponse[];
  onApply: (label: string, edits: readonly PlanEdit[]) => void;
  onPlan: (id: string) => void;
  /** Keeps this version on the screen while a newer one is made. */
  onHold: () => Promise<void>;
  onClose: () => void;
}) {
  const { campaign, plan, lines } = props;
  const isNarrow = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false });
  const [opened, setOpened] = useState<Opened | null>(null);
  const [isMapping, setMapping] = useState(false);
  const [trouble, setTrouble] = useState<Error | null>(null);
  const [refused, setRefused] = useState<ReadonlySet<number>>(new Set());
  const [isApplying, setApplying] = useState(false);
  const market = useQuery(daypartsQuery(campaign.id));
  const mapping = opened?.mapping;
  const { calendar, by, measure } = mapping ?? { calendar: 'broadcast', by: 'week', measure: 'dollars' };
  const measured = useQuery(measuredFlowchartQuery(campaign.id, plan.id, { calendar, by, measure, basis: 'gross' }));
  const counted = measured.data?.measure === measure ? measured.data : undefined;
  const isCounting = measure !== 'dollars' && !counted;
  const issues = useMemo(() => (mapping ? checkMapping(mapping) : []), [mapping]);
  const preview = useMemo(() => {
    if (!opened || isCounting || !market.data || hasErrors(checkMapping(opened.mapping))) return null;
    const input = { sheet: opened.sheet, mapping: opened.mapping, campaign, dayparts: market.data.dayparts };
    return checkedByContract(
      previewImport({ ...input, lines: lines as unknown as readonly Line[], measured: counted }),
    );
  }, [opened, isCounting, counted, market.data, campaign, lines]);
  const chosen = useMemo(
    () => new Set(preview?.rows.filter((row) => isTakeable(row) && !refused.has(row.row)).map(({ row }) => row)),
    [preview, refused],
  );
  const step = useMemo(
    () => (preview ? checkStep(importEdits(preview, chosen), lines, campaign) : null),
    [preview, chosen, lines, campaign],
  );

  const openSheet = (name: string, sheets: readonly Sheet[], sheet: Sheet) => {
    const start = startMapping(sheet, campaign);
    setOpened({ name, sheets, sheet, ...start });
    setRefused(new Set());
    // Headings that say all go straight to the preview; the columns are one click away.
    const isClear =
      !hasErrors(checkMapping(start.mapping)) && start.mapping.columns.some((use) => use.kind !== 'ignored');
    setMapping(!isClear);
  };
  const choose = async (file: File) => {
    setTrouble(null);
    setOpened(null);
    try {
      const sheets = await readFile(file);
      const [first] = sheets;
      if (first) openSheet(file.name, sheets, first);
    } catch (error) {
      setTrouble(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const chooseRows = (rows: readonly number[], isChosen: boolean) => {
    const next = new Set(refused);
    for (const row of rows)
      if (isChosen) next.delete(row);
      else next.add(row);
    setRefused(next);
  };
  const apply = async () => {
    if (!opened || !step || step.edits.length === 0) return;
    keepMapping(opened.sheet, campaign, opened.mapping);
    const label = `Import ${count(chosen.size)} ${chosen.size === 1 ? 'row' : 'rows'} of ${opened.name}`;
    if (plan.status === 'draft') {
      props.onApply(label, step.edits);
      return props.onClose();
    }
    setApplying(true);
    await props.onHold();
    await applyToRevision(plan, label, step.edits, (revised) => props.onPlan(revised.id))
      .then(() => sayDone('The import is in a new draft; the approved plan stays as it is.'))
      .catch(sayFailed);
  };
  return (
    <Modal opened onClose={props.onClose} title="Import a plan" size={1080} fullScreen={isNarrow}>
      <Stack gap="sm">
        <FileDrop
          name={opened?.name ?? null}
          accept=".xlsx,.csv,.txt,.tsv,text/csv"
          takes="an Excel workbook (.xlsx) or CSV, up to 10 MB"
          isFirst
          onFile={(file) => void choose(file)}
        />
        {trouble && <ErrorNotice error={trouble} />}
        {!opened && !trouble && (
          <p className="quiet" style={{ margin: 0 }}>
            The plan’s own export comes back as it went out. Other files need a column for the line and amounts by week,
            or first day, last day and budget; new lines also a channel, vendor, rate kind and price.
          </p>
        )}
        {opened && isMapping && (
          <>
            {opened.isKept && (
              <p className="quiet" style={{ margin: 0 }}>
                Columns as you read such a file last time.
              </p>
            )}
            <MapColumns
              sheets={opened.sheets}
              sheet={opened.sheet}
              campaign={campaign}
              mapping={opened.mapping}
              onSheet={(name) => {
                const sheet = opened.sheets.find((each) => each.name === name);
                if (sheet) openSheet(opened.name, opened.sheets, sheet);
                setMapping(true);
              }}
              onChange={(next) => setOpened({ ...opened, mapping: next })}
            />
            <IssueList issues={issues} />
          </>
        )}
        {opened && !isMapping && preview && <PreviewTable preview={preview} chosen={chosen} onChoose={chooseRows} />}
        {opened && !isMapping && preview && preview.unnamed.length > 0 && (
          <p className="quiet" style={{ margin: 0 }}>
            {count(preview.unnamed.length)} {preview.unnamed.length === 1 ? 'line is' : 'lines are'} not in the file and
            stay: {preview.unnamed.slice(0, 5).join(', ')}
            {preview.unnamed.length > 5 ? ' …' : ''}
          </p>
        )}
        {opened && !isMapping && step && step.issues.length > 0 && (
          <section aria-label="What the plan will say">
            <p className="eyebrow" style={{ margin: '0 0 6px' }}>
              {step.isTooLarge ? 'This cannot be applied at once' : 'The plan will then say'}
            </p>
            <IssueList issues={step.issues.slice(0, 8)} />
          </section>
        )}
        {measured.error && <ErrorNotice error={measured.error} />}
        {opened && (
          <div className={classes.foot}>
            <span className="quiet" role="status">
              {isMapping ? '' : summary(preview, plan)}
            </span>
            {isMapping ? (
              <Button disabled={hasErrors(issues)} loading={isCounting} onClick={() => setMapping(false)}>
                Preview
              </Button>
            ) : (
              <>
                <Button variant="default" onClick={() => setMapping(true)}>
                  Columns
                </Button>
                <Button disabled={!step || step.edits.length === 0} loading={isApplying} onClick={() => void apply()}>
                  {chosen.size > 0 ? `Apply ${count(chosen.size)} ${chosen.size === 1 ? 'row' : 'rows'}` : 'Apply'}
                </Button>
              </>
            )}
          </div>
        )}
      </Stack>
    </Modal>
  );
}

function summary(preview: ImportPreview | null, plan: PlanResponse): string {
  if (!preview) return 'Comparing with the plan…';
  if (!preview.rows.some(isTakeable))
    return preview.rows.some(({ status }) => status === 'same')
      ? 'No changes: the plan already says what the file says.'
      : 'No row can be taken.';
  return plan.status === 'approved' ? 'Applying makes a new draft; the approved plan stays.' : 'Applied as one undo.';
}
