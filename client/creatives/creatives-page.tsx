import { Button, Group } from '@mantine/core';
import { IconChartPie, IconCheck, IconMovie, IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { CreativeResponse } from '../../shared/contracts/creatives.ts';
import { campaignQuery } from '../campaigns/campaign-queries.ts';
import { Chip } from '../parts/chips/status-chip.tsx';
import { IssueList } from '../parts/notices/issue-list.tsx';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice, RowsSkeleton } from '../parts/notices/notices.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { SidePanel } from '../parts/page/side-panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { useMay } from '../people/session.ts';
import { count, day, instant, NO_VALUE, percent, words } from '../words/format.ts';
import { ApprovalChip } from './approval-chip.tsx';
import { CreativeDetail } from './creative-detail.tsx';
import { CreativeForm } from './creative-form.tsx';
import { creativesQuery, outlookQuery } from './creative-queries.ts';
import classes from './creatives.module.css';
import { DisclaimerRule } from './disclaimer-rule.tsx';
import { Rotation } from './rotation.tsx';

/** The commercials: codes, dates, approval, releases, disclaimers, and how they take turns. */
export function CreativesPage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/creatives' });
  const campaign = useQuery(campaignQuery(campaignId));
  return (
    <Loaded query={campaign} skeleton={<RowsSkeleton rows={8} height={32} />}>
      {(data) => <Creatives campaign={data} />}
    </Loaded>
  );
}

function Creatives({ campaign }: { campaign: CampaignResponse }) {
  const search = useSearch({ from: '/signed-in/campaigns/$campaignId/creatives' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId/creatives' });
  const creatives = useQuery(creativesQuery(campaign.id));
  const mayEdit = useMay('edit');
  const show = (next: typeof search) => void navigate({ search: next });
  const opened = creatives.data?.find((one) => one.id === search.creative);
  const newButton = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => show({ new: true })}>
      New creative
    </Button>
  );
  return (
    <>
      <PageHead
        title="Creatives"
        tab="Creatives"
        note={`${campaign.name} · times in ${campaign.timeZone}`}
        actions={
          <>
            <Button variant="default" leftSection={<IconChartPie size={16} />} onClick={() => show({ rotation: true })}>
              Rotation shares
            </Button>
            {mayEdit && newButton}
          </>
        }
      />
      <div className={classes.stack}>
        <Outlook campaignId={campaign.id} />
        <Panel flush>
          <Loaded query={creatives}>
            {(rows) =>
              rows.length === 0 ? (
                <EmptyNotice
                  icon={IconMovie}
                  title="No creatives yet"
                  text="A creative is one commercial with its traffic code. Spots take turns among the approved ones of their length."
                  action={mayEdit && newButton}
                />
              ) : (
                <CreativeTable rows={rows} zone={campaign.timeZone} onOpen={(creative) => show({ creative })} />
              )
            }
          </Loaded>
        </Panel>
        <DisclaimerRule campaignId={campaign.id} mayEdit={mayEdit} />
      </div>
      {search.new && mayEdit && (
        <SidePanel title="New creative" onClose={() => show({})}>
          <CreativeForm campaignId={campaign.id} onDone={(creative) => show({ creative: creative.id })} />
        </SidePanel>
      )}
      {search.rotation && (
        <SidePanel title="Rotation shares" size={680} onClose={() => show({})}>
          <Rotation campaignId={campaign.id} mayEdit={mayEdit} />
        </SidePanel>
      )}
      {opened && (
        <SidePanel title={opened.title} size={620} onClose={() => show({})}>
          <CreativeDetail key={`${opened.id} ${opened.rev}`} creative={opened} zone={campaign.timeZone} />
        </SidePanel>
      )}
    </>
  );
}

function Outlook({ campaignId }: { campaignId: string }) {
  const outlook = useQuery(outlookQuery(campaignId));
  if (!outlook.data || outlook.data.issues.length === 0) return null;
  return (
    <Panel title="Copy in the days ahead" note={`${day(outlook.data.fromDay)} to ${day(outlook.data.toDay)}`}>
      <IssueList issues={outlook.data.issues} most={6} />
    </Panel>
  );
}

function CreativeTable({
  rows,
  zone,
  onOpen,
}: {
  rows: readonly CreativeResponse[];
  zone: string;
  onOpen: (id: string) => void;
}) {
  return (
    <TableRegion label="Creatives">
      <table className="table">
        <thead>
          <tr>
            <th>Creative</th>
            <th>Code</th>
            <th className="num">Length, s</th>
            <th>May air</th>
            <th>Approval</th>
            <th>Today</th>
            <th className="num">Rotation</th>
            <th className="num">Spots to come</th>
            <th className="num">Aired</th>
            <th>Next</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((creative) => (
            <tr key={creative.id}>
              <td className={classes.who}>
                <button type="button" className={classes.name} onClick={() => onOpen(creative.id)}>
                  {creative.title}
                </button>
                <div className={classes.sub}>
                  {creative.kind === 'testimonial'
                    ? creative.release
                      ? 'Testimonial, release on file'
                      : 'Testimonial, no release'
                    : 'Standard'}
                </div>
              </td>
              <td className={classes.nowrap}>
                <code>{creative.adId}</code> <span className={classes.sub}>{creative.definition}</span>
              </td>
              <td className="num">{creative.lengthSeconds}</td>
              <td className={classes.nowrap}>{datesOf(creative)}</td>
              <td>
                <ApprovalChip status={creative.approval.status} />
              </td>
              <td>
                <Eligible creative={creative} />
              </td>
              <td className="num">{shareOf(creative, rows)}</td>
              <td className="num">{count(creative.use.coming)}</td>
              <td className="num">{count(creative.use.aired)}</td>
              <td className={classes.nowrap}>
                {creative.use.nextAirAt ? instant(creative.use.nextAirAt, zone) : <span className="quiet">None</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

/** A creative's share among those of its length that may rotate. */
function shareOf(creative: CreativeResponse, all: readonly CreativeResponse[]): string {
  if (creative.approval.status !== 'approved') return NO_VALUE;
  const turning = all.filter(
    ({ lengthSeconds, approval }) => lengthSeconds === creative.lengthSeconds && approval.status === 'approved',
  );
  const total = turning.reduce((sum, { rotationWeight }) => sum + rotationWeight, 0);
  return total === 0 ? NO_VALUE : percent(creative.rotationWeight / total);
}

function datesOf(creative: CreativeResponse): string {
  const from = creative.startDay ? day(creative.startDay) : null;
  const last = creative.lastDay ? day(creative.lastDay) : null;
  if (from && last) return `${from} – ${last}`;
  if (from) return `from ${from}`;
  return last ? `to ${last}` : 'always';
}

function Eligible({ creative }: { creative: CreativeResponse }) {
  if (creative.eligibleToday) {
    return (
      <Chip tone="on" icon={IconCheck}>
        May air
      </Chip>
    );
  }
  const reason = creative.issues.find((issue) => issue.severity === 'error');
  return (
    <Group gap={6} wrap="nowrap">
      <Chip tone="bad" icon={IconX}>
        May not
      </Chip>
      {reason && <span className={classes.sub}>{words(reason.code)}</span>}
    </Group>
  );
}
