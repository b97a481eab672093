import { Button, Select, Switch } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Loaded } from '../../parts/notices/loaded.tsx';
import { EmptyNotice } from '../../parts/notices/notices.tsx';
import { PageHead } from '../../parts/page/page-head.tsx';
import { Panel } from '../../parts/page/panel.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { count, day, money, signedMoney, words } from '../../words/format.ts';
import { ChangeChip } from './change-chip.tsx';
import classes from '../plan-workbench.module.css';
import { comparisonQuery, plansQuery } from '../plan-queries.ts';

function sayValue(path: string, value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'number') return path.endsWith('Cents') ? money(value) : count(value);
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\d$/.test(value) ? day(value) : value;
  if (typeof value === 'object' && 'kind' in value) return words(String(value.kind));
  if (typeof value === 'object' && 'startDay' in value && 'budgetCents' in value)
    return `${day(String(value.startDay))}, ${money(Number(value.budgetCents))}`;
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : JSON.stringify(value);
}

const sayPath = (path: string) =>
  words(
    path
      .replace(/^flights\.[^.]+\.?/, 'flight ')
      .replace('Cents', '')
      .replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)
      .trim(),
  );

/** What differs between two versions, line by line, with the difference in money. */
export function ComparePage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/plan/compare' });
  const search = useSearch({ from: '/signed-in/campaigns/$campaignId/plan/compare' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId/plan/compare' });
  const plans = useQuery(plansQuery(campaignId));
  const later = search.plan ?? plans.data?.[0]?.id;
  const earlier = search.with ?? plans.data?.find((plan) => plan.id !== later)?.id;
  const comparison = useQuery({
    ...comparisonQuery(campaignId, later ?? '', earlier ?? ''),
    enabled: Boolean(later && earlier),
  });
  const options = (plans.data ?? []).map((plan) => ({
    value: plan.id,
    label: `${plan.version}, ${words(plan.status).toLowerCase()}`,
  }));
  const choose = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const isChangedOnly = search.changed ?? true;
  return (
    <>
      <PageHead
        title="Compare versions"
        tab="Compare versions"
        actions={
          <Button
            variant="default"
            renderRoot={(root) => (
              <Link to="/campaigns/$campaignId/plan" params={{ campaignId }} search={{ plan: later }} {...root} />
            )}
          >
            Back to the plan
          </Button>
        }
      />
      <div className={classes.toolbar} style={{ marginBottom: 12 }}>
        <Select
          aria-label="Earlier version"
          w={180}
          data={options}
          value={earlier ?? null}
          onChange={(id) => choose({ with: id ?? undefined })}
        />
        <span className="quiet">to</span>
        <Select
          aria-label="Later version"
          w={180}
          data={options}
          value={later ?? null}
          onChange={(id) => choose({ plan: id ?? undefined })}
        />
        <Switch
          label="Changed only"
          checked={isChangedOnly}
          onChange={(event) => choose({ changed: event.currentTarget.checked })}
        />
      </div>
      <Panel flush>
        {plans.data && plans.data.length < 2 ? (
          <EmptyNotice
            icon={IconArrowsDiff}
            title="Only one version"
            text="Revise an approved plan to get a second version to compare."
          />
        ) : (
          <Loaded query={comparison}>
            {(data) => {
              const lines = data.lines.filter((line) => !isChangedOnly || line.change !== 'same');
              if (lines.length === 0)
                return (
                  <EmptyNotice
                    icon={IconArrowsDiff}
                    title="No differences"
                    text="Both versions hold the same lines, dates and money."
                  />
                );
              return (
                <TableRegion label="Differences">
                  <table className="table">
                    <thead>
                      <tr>
                        <th>Line</th>
                        <th>Change</th>
                        <th>From → to</th>
                        <th className="num">Budget, ±$</th>
                      </tr>
                    </thead>
                    <tbody>
                      {lines.map((line) => (
                        <tr key={line.lineId}>
                          <td style={{ fontWeight: 600 }}>{line.name}</td>
                          <td>
                            <ChangeChip change={line.change} />
                          </td>
                          <td>
                            {line.fields.map((field) => (
                              <div key={field.path}>
                                <span className="quiet">{sayPath(field.path)}</span> {sayValue(field.path, field.from)}{' '}
                                → <strong>{sayValue(field.path, field.to)}</strong>
                              </div>
                            ))}
                          </td>
                          <td className="num">{signedMoney(line.budgetDeltaCents)}</td>
                        </tr>
                      ))}
                    </tbody>
                    <tfoot>
                      <tr>
                        <td colSpan={3}>Total</td>
                        <td className="num">{signedMoney(data.totalDeltaCents)}</td>
                      </tr>
                    </tfoot>
                  </table>
                </TableRegion>
              );
            }}
          </Loaded>
        )}
      </Panel>
    </>
  );
}
