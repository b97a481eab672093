import { Button, NumberInput, Skeleton, Text } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { USUAL_THRESHOLD_BASIS_POINTS, type ReplanDetail } from '../../shared/contracts/replans.ts';
import { Loaded } from '../parts/notices/loaded.tsx';
import { Refused } from '../parts/notices/refused.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { useMay } from '../people/session.ts';
import { instant } from '../words/format.ts';
import { latestReplanQuery, usePropose } from './replan-queries.ts';
import { ReplanProposal } from './replan-proposal.tsx';
import { ReplanState } from './replan-state.tsx';
import classes from './replans.module.css';

/** The re-allocation proposal: looked for when asked, decided move by move, carried out as a revision of the plan. */
export function ReplanPanel({ campaignId, zone }: { campaignId: string; zone: string }) {
  const latest = useQuery(latestReplanQuery(campaignId));
  const mayPropose = useMay('submit');
  const propose = usePropose(campaignId);
  const [threshold, setThreshold] = useState<number | string>(USUAL_THRESHOLD_BASIS_POINTS / 100);
  const look = () => propose.mutate(Math.round(100 * Math.min(100, Math.max(0, Number(threshold)))));
  return (
    <Panel
      title="Re-allocation proposal"
      note={latest.data ? noteOf(latest.data, zone) : 'from what was spent, committed and can still be delivered'}
    >
      <div className={classes.stack} id="replan">
        {mayPropose && (
          <div className={classes.ask}>
            <NumberInput
              label="Worth a change from, %"
              w={150}
              size="xs"
              min={0}
              max={100}
              step={0.1}
              decimalScale={2}
              hideControls
              value={threshold}
              onChange={setThreshold}
            />
            <Button
              size="compact-md"
              variant={latest.data && isWaiting(latest.data) ? 'default' : 'filled'}
              leftSection={<IconArrowsExchange size={16} />}
              loading={propose.isPending}
              onClick={look}
            >
              {latest.data ? 'Look again' : 'Look for a better split'}
            </Button>
          </div>
        )}
        <Refused error={propose.error} />
        <Loaded query={latest} skeleton={<Skeleton height={90} radius="md" />}>
          {(replan) =>
            replan === null ? (
              <Text size="sm" c="dimmed">
                Nobody has looked yet. Money spent and ordered stays where it is; the rest goes where the next dollar
                does most, as far as lines can deliver it.
              </Text>
            ) : (
              <>
                <ReplanState replan={replan} />
                {replan.status === 'proposed' ? <ReplanProposal key={replan.id} replan={replan} /> : null}
              </>
            )
          }
        </Loaded>
      </div>
    </Panel>
  );
}

/** True while the proposal can be carried out; else the next step is to look again. */
function isWaiting({ status, changes }: ReplanDetail): boolean {
  return status === 'applying' || (status === 'proposed' && changes.length === 0);
}

function noteOf(replan: ReplanDetail, zone: string): string {
  return `by ${replan.proposedBy}, ${instant(replan.proposedAt, zone)}, for plan ${replan.planVersion}`;
}
