import { Button, Checkbox, Group } from '@mantine/core';
import { IconShieldCheck, IconShieldHalf } from '@tabler/icons-react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { ScenarioSummary } from '../../../shared/contracts/scenarios.ts';
import { ConfirmButton } from '../../parts/actions/confirm-button.tsx';
import { Chip } from '../../parts/chips/status-chip.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { instant, money } from '../../words/format.ts';
import { sayResponse } from '../say-response.ts';
import { LETTERS, sayChange, wordOf } from './scenario-model.ts';
import { useDeleteScenario } from './scenario-queries.ts';
import classes from './scenarios.module.css';

/** Every scenario of the campaign: what it asks, what it brings, who made it. */
export function ScenarioList(props: {
  campaign: CampaignResponse;
  scenarios: readonly ScenarioSummary[];
  lines: readonly Readonly<{ id: string; name: string }>[];
  picks: readonly string[];
  mayEdit: boolean;
  word: string;
  onPick: (id: string, isPicked: boolean) => void;
  onOpen: (id: string) => void;
}) {
  const { campaign, scenarios, picks } = props;
  const remove = useDeleteScenario(campaign.id);
  return (
    <TableRegion label="Scenarios of the campaign">
      <table className="table">
        <thead>
          <tr>
            <th>Compare</th>
            <th>Scenario</th>
            <th>What if</th>
            <th className="num">Total</th>
            <th className="num">Brings</th>
            <th>Proof</th>
            <th>Made</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {scenarios.map((one) => {
            const at = picks.indexOf(one.id);
            return (
              <tr key={one.id}>
                <td>
                  <Group gap={8} wrap="nowrap">
                    <Checkbox
                      aria-label={`Compare ${one.name}`}
                      size="sm"
                      checked={at >= 0}
                      disabled={at < 0 && picks.length >= LETTERS.length}
                      onChange={(event) => props.onPick(one.id, event.currentTarget.checked)}
                    />
                    {at >= 0 && <span className={classes.letter}>{LETTERS[at]}</span>}
                  </Group>
                </td>
                <td className={classes.words}>
                  <strong>{one.name}</strong>
                  {one.note && <div className="quiet">{one.note}</div>}
                </td>
                <td className={classes.words}>
                  {one.changes.length === 0 ? (
                    <span className="quiet">as saved from the desk</span>
                  ) : (
                    one.changes.map((change, index) => <div key={index}>{sayChange(change, props.lines)}</div>)
                  )}
                </td>
                <td className="num">{money(one.totalCents)}</td>
                <td className="num">
                  {sayResponse(one.response)}
                  <div className={classes.under}>{wordOf(one.unit, props.word)}</div>
                </td>
                <td>
                  {one.status === 'optimal' ? (
                    <Chip tone="on" icon={IconShieldCheck}>
                      Optimal
                    </Chip>
                  ) : (
                    <Chip tone="over" icon={IconShieldHalf}>
                      Best found
                    </Chip>
                  )}
                </td>
                <td className="quiet" style={{ whiteSpace: 'nowrap' }}>
                  {one.createdBy.name}
                  <div>
                    {instant(one.updatedAt, campaign.timeZone)}, plan {one.planVersion}
                  </div>
                </td>
                <td>
                  <Group gap={6} wrap="nowrap" justify="flex-end">
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={`What if… for ${one.name}`}
                      onClick={() => props.onOpen(one.id)}
                    >
                      {props.mayEdit ? 'What if…' : 'Look'}
                    </Button>
                    {props.mayEdit && (
                      <ConfirmButton
                        label="Delete"
                        question={`Delete “${one.name}”?`}
                        consequence="Its inputs and its answer go; the audit trail keeps that it was there. The plan stays as it is."
                        isBusy={remove.isPending && remove.variables.id === one.id}
                        onConfirm={() => remove.mutate({ id: one.id, rev: one.rev })}
                      />
                    )}
                  </Group>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableRegion>
  );
}
