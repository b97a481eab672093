import { Button, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState, type FormEvent } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import { channelSchema, type LineResponse, type PlanEdit } from '../../../shared/contracts/plans.ts';
import { isDay } from '../../../shared/domain/calendar/day.ts';
import { sumCents } from '../../../shared/domain/money.ts';
import { bulkEdits, bulkTarget, previewBulk, type BulkAction } from '../../../shared/domain/plan-bulk/bulk-edit.ts';
import { filterLines } from '../../../shared/domain/plan-bulk/choose.ts';
import type { Line } from '../../../shared/domain/plan.ts';
import { IssueList } from '../../parts/notices/issue-list.tsx';
import { channelWord, count, money, period } from '../../words/format.ts';
import { checkStep } from '../editor/plan-step-check.ts';
import { ActionFields } from './action-fields.tsx';
import { ACTIONS, FIRST_FORM, readAction, type ActionForm } from './bulk-action.ts';
import { BulkTable, type ShownRow } from './bulk-table.tsx';
import classes from './bulk.module.css';

/** Many lines or flights at once: filter, choose, say what to do, see it, apply it as one undo. */
export function BulkDialog(props: {
  campaign: CampaignResponse;
  lines: readonly LineResponse[];
  onApply: (label: string, edits: readonly PlanEdit[]) => void;
  onClose: () => void;
}) {
  const { campaign } = props;
  const isNarrow = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false });
  const search = useSearch({ from: '/signed-in/campaigns/$campaignId/plan' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId/plan' });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [form, setForm] = useState<ActionForm>(FIRST_FORM);
  const { channel, runsFrom, runsTo } = search;
  // Typed here first: the address follows a moment later.
  const [text, setText] = useState(search.q ?? '');
  const found = useMemo(
    () => filterLines(props.lines as unknown as readonly Line[], { text, channel, fromDay: runsFrom, toDay: runsTo }),
    [props.lines, text, channel, runsFrom, runsTo],
  );
  const read = readAction(form);
  // While nothing is typed the rows are shown as they are.
  const action: BulkAction = read.kind === 'ok' ? read.action : idleAction(form);
  const target = bulkTarget(action);
  const actionText = JSON.stringify(action);
  const rows = useMemo(() => {
    const isShift = (JSON.parse(actionText) as BulkAction).kind === 'shift_dates';
    // What the row changes stands beside it already.
    const notes = new Map(
      found.flatMap(({ flights }) =>
        flights.map(({ id, startDay, endDay, budgetCents }) => [
          id,
          isShift ? money(budgetCents) : period(startDay, endDay),
        ]),
      ),
    );
    const vendors = new Map(found.map(({ line }) => [line.id, line.vendor]));
    return previewBulk(found, chosen, JSON.parse(actionText) as BulkAction, campaign).map((row): ShownRow => ({
      ...row,
      id: row.flightId ?? row.lineId,
      note: (row.flightId === null ? vendors.get(row.lineId) : notes.get(row.flightId)) ?? '',
    }));
  }, [found, chosen, actionText, campaign]);
  const changed = rows.filter(({ edits }) => edits.length > 0);
  const step = useMemo(() => checkStep(bulkEdits(rows), props.lines, campaign), [rows, props.lines, campaign]);

  const filter = (part: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const choose = (ids: readonly string[], isChosen: boolean) => {
    const next = new Set(chosen);
    for (const id of ids) {
      if (isChosen) next.add(id);
      else next.delete(id);
    }
    setChosen(next);
  };
  /** Who chose flights means their lines too when the action turns to lines, and the other way round. */
  const changeForm = (after: ActionForm) => {
    if (after.kind !== form.kind) {
      const next = new Set(chosen);
      for (const { line, flights } of found) {
        if (flights.some(({ id }) => chosen.has(id))) next.add(line.id);
        else if (chosen.has(line.id)) for (const { id } of flights) next.add(id);
      }
      setChosen(next);
    }
    setForm(after);
  };
  const apply = (event: FormEvent) => {
    event.preventDefault();
    if (step.edits.length === 0) return;
    const what = ACTIONS.find(({ value }) => value === form.kind)?.label ?? 'Change';
    props.onApply(`${what} (${count(changed.length)})`, step.edits);
    props.onClose();
  };
  const shown = rows.filter(({ id }) => chosen.has(id)).length;
  return (
    <Modal opened onClose={props.onClose} title="Bulk edit" size={980} fullScreen={isNarrow}>
      <form onSubmit={apply} noValidate>
        <Stack gap="sm">
          <div className={classes.fields} role="search" aria-label="Lines and flights">
            <TextInput
              label="Lines that say"
              placeholder="name, vendor, station"
              data-autofocus
              value={text}
              onChange={({ currentTarget: { value } }) => {
                setText(value);
                filter({ q: value || undefined });
              }}
            />
            <NativeSelect
              label="Channel"
              value={channel ?? ''}
              data={[
                { value: '', label: 'All' },
                ...channelSchema.options.map((value) => ({ value, label: channelWord(value) })),
              ]}
              onChange={(event) => filter({ channel: channelSchema.safeParse(event.currentTarget.value).data })}
            />
            <TextInput
              type="date"
              label="Flights that run from"
              value={runsFrom ?? ''}
              onChange={({ currentTarget: { value } }) => filter({ runsFrom: isDay(value) ? value : undefined })}
            />
            <TextInput
              type="date"
              label="to"
              value={runsTo ?? ''}
              onChange={({ currentTarget: { value } }) => filter({ runsTo: isDay(value) ? value : undefined })}
            />
          </div>
          <ActionFields form={form} trouble={read.kind === 'refused' ? read.reason : null} onChange={changeForm} />
          <BulkTable rows={rows} chosen={chosen} target={target} onChoose={choose} />
          {step.issues.length > 0 && (
            <section aria-label="What the plan will say">
              <p className="eyebrow" style={{ margin: '0 0 6px' }}>
                {step.isTooLarge ? 'This cannot be applied at once' : 'The plan will then say'}
              </p>
              <IssueList issues={step.issues.slice(0, 8)} />
            </section>
          )}
          <div className={classes.foot}>
            <span className="quiet" role="status">
              {says(shown, changed, target)}
            </span>
            <Button variant="default" onClick={props.onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={step.edits.length === 0}>
              {changed.length > 0 ? `Change ${count(changed.length)}` : 'Change'}
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  );
}

function idleAction({ kind, in: field }: ActionForm): BulkAction {
  if (kind === 'shift_dates') return { kind, days: 0 };
  if (kind === 'set_budget' || kind === 'add_to_budget') return { kind: 'add_to_budget', basisPoints: 0 };
  return kind === 'replace'
    ? { kind, in: field, find: '', by: '', matchCase: false }
    : { kind: 'add_to_price', basisPoints: 0 };
}

function says(shown: number, changed: readonly ShownRow[], target: string): string {
  if (shown === 0) return `Choose ${target} to change.`;
  const deltas = changed.flatMap(({ edits }) => edits).filter((edit) => edit.kind === 'update_flight');
  const budgets = deltas.flatMap(({ set }) => set.budgetCents ?? []);
  const sum = budgets.length > 0 ? `; together ${money(sumCents(budgets))}` : '';
  return `${count(shown)} chosen, ${count(changed.length)} would change${sum}. One undo.`;
}
