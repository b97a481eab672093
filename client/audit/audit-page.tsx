import { Button, Group } from '@mantine/core';
import { IconHistory, IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { campaignQuery } from '../campaigns/campaign-queries.ts';
import { Chip } from '../parts/chips/status-chip.tsx';
import { sayFailed } from '../parts/notices/announce.ts';
import { EmptyNotice, ErrorNotice, RowsSkeleton } from '../parts/notices/notices.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { MoreRows } from '../parts/table/more-rows.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { useMay } from '../people/session.ts';
import { count, HOME_ZONE, instant, words } from '../words/format.ts';
import { AuditRow } from './audit-row.tsx';
import { auditQuery, useVerifyAudit } from './audit-queries.ts';

/** Who did what, when, from → to: of one campaign, or of everything. */
export function AuditPage() {
  const { campaignId } = useParams({ strict: false });
  const { target } = useSearch({ strict: false });
  const navigate = useNavigate();
  const campaign = useQuery({ ...campaignQuery(campaignId ?? ''), enabled: campaignId !== undefined });
  const zone = campaign.data?.timeZone ?? HOME_ZONE;
  const entries = useInfiniteQuery(auditQuery({ campaignId, targetId: target }));
  const rows = entries.data?.pages.flatMap((page) => page.items) ?? [];
  const narrowTo = (targetId?: string) => void navigate({ to: '.', search: { target: targetId } });
  return (
    <>
      <PageHead
        title="Audit"
        tab="Audit"
        note={
          campaignId
            ? (campaign.data?.name ?? '')
            : 'Everything, newest first. Entries are chained: none can be changed unseen.'
        }
        actions={<Verify />}
      />
      {target && (
        <Group mb="sm" gap={8}>
          <span className="quiet">Only {target}</span>
          <Button size="compact-sm" variant="default" onClick={() => narrowTo()}>
            Show all
          </Button>
        </Group>
      )}
      <Panel flush>
        {entries.isLoading ? (
          <RowsSkeleton rows={8} />
        ) : entries.error ? (
          <ErrorNotice error={entries.error} onRetry={() => void entries.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyNotice
            icon={IconHistory}
            title="Nothing happened yet"
            text="Each change to a campaign, plan, spot, person or key is written here."
          />
        ) : (
          <TableRegion label="Audit entries">
            <table className="table">
              <thead>
                <tr>
                  <th className="num">No.</th>
                  <th>When</th>
                  <th>Who</th>
                  <th>What</th>
                  <th>Changed</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((entry) => (
                  <AuditRow
                    key={entry.id}
                    entry={entry}
                    when={instant(entry.at, zone)}
                    onTarget={() => narrowTo(entry.targetId)}
                  />
                ))}
              </tbody>
            </table>
          </TableRegion>
        )}
      </Panel>
      <MoreRows rows={entries} word="Show older" mt="md" />
    </>
  );
}

function Verify() {
  const mayAdminister = useMay('administer');
  const verify = useVerifyAudit();
  if (!mayAdminister) return null;
  return (
    <>
      {verify.data &&
        (verify.data.brokenAt === null ? (
          <Chip tone="on" icon={IconShieldCheck}>
            All {count(verify.data.entries)} entries hold
          </Chip>
        ) : (
          <Chip tone="bad" icon={IconShieldX}>
            Broken at entry {count(verify.data.brokenAt)}
          </Chip>
        ))}
      <Button
        variant="default"
        loading={verify.isPending}
        onClick={() => verify.mutate(undefined, { onError: sayFailed })}
      >
        {words('check the chain')}
      </Button>
    </>
  );
}
