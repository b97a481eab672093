import { Button, Group } from '@mantine/core';
import { IconFileText, IconSend } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import { sayDone } from '../../parts/notices/announce.ts';
import { IssueList } from '../../parts/notices/issue-list.tsx';
import { Loaded } from '../../parts/notices/loaded.tsx';
import { EmptyNotice } from '../../parts/notices/notices.tsx';
import { Refused } from '../../parts/notices/refused.tsx';
import { Panel } from '../../parts/page/panel.tsx';
import { MoreRows } from '../../parts/table/more-rows.tsx';
import { useMay } from '../../people/session.ts';
import { StationPanel } from '../../stations/station-panel.tsx';
import { InstructionsPanel } from './instructions-panel.tsx';
import { NoMailServer } from './sending.tsx';
import { trafficQuery, useIssueTraffic } from './traffic-queries.ts';
import { TrafficTable } from './traffic-table.tsx';

/** Which copy runs when, told to each station; a new revision supersedes the one before. */
export function TrafficView({ campaign }: { campaign: CampaignResponse }) {
  const [isAll, setAll] = useState(false);
  const traffic = useInfiniteQuery(trafficQuery(campaign.id, isAll ? 'all' : 'present'));
  const issue = useIssueTraffic(campaign.id);
  const mayEdit = useMay('edit');
  const [open, setOpen] = useState<string | null>(null);
  const [station, setStation] = useState<string | null>(null);
  const run = () =>
    issue.mutate(
      {},
      {
        onSuccess(answer) {
          if (answer.issued.length > 0)
            sayDone(`New instructions for ${answer.issued.map((one) => one.station).join(', ')}.`);
          else sayDone('Every station has the present instructions.');
        },
      },
    );
  const actions = (
    <Group gap={8}>
      <Button size="compact-sm" variant="subtle" color="gray" aria-pressed={isAll} onClick={() => setAll(!isAll)}>
        {isAll ? 'Hide superseded' : 'Show superseded'}
      </Button>
      {mayEdit && (
        <Button size="compact-sm" leftSection={<IconSend size={14} />} loading={issue.isPending} onClick={run}>
          Issue new instructions
        </Button>
      )}
    </Group>
  );
  const note = isAll ? 'every revision, newest first' : 'what holds for each station';
  return (
    <Panel title="Traffic instructions" note={note} actions={actions} flush>
      {(issue.error || (issue.data && issue.data.issues.length > 0)) && (
        <div style={{ padding: '0 18px 12px' }}>
          <Refused error={issue.error} />
          {issue.data && issue.data.issues.length > 0 && <IssueList issues={issue.data.issues} most={6} />}
        </div>
      )}
      <NoMailServer />
      <Loaded query={traffic}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyNotice
              icon={IconFileText}
              title="No instructions yet"
              text="Instructions name the copy of each coming spot. Each station gets its own, numbered by revision."
            />
          ) : (
            <>
              <TrafficTable
                rows={isAll ? rows : rows.toSorted((a, b) => (a.station < b.station ? -1 : 1))}
                zone={campaign.timeZone}
                onOpen={setOpen}
                onStation={setStation}
              />
              <MoreRows rows={traffic} word="Show more" p={12} />
            </>
          )
        }
      </Loaded>
      {open && <InstructionsPanel campaign={campaign} trafficId={open} onClose={() => setOpen(null)} />}
      {station && <StationPanel station={station} onClose={() => setStation(null)} />}
    </Panel>
  );
}
