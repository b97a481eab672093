import { Button, Group } from '@mantine/core';
import { IconBellOff, IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { alertStateSchema, type AlertResponse } from '../../shared/contracts/alerts.ts';
import { campaignQuery } from '../campaigns/campaign-queries.ts';
import { Segmented } from '../parts/fields/segmented.tsx';
import { sayDone, sayFailed } from '../parts/notices/announce.ts';
import { EmptyNotice, ErrorNotice, RowsSkeleton } from '../parts/notices/notices.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { MoreRows } from '../parts/table/more-rows.tsx';
import { useMay } from '../people/session.ts';
import { count, HOME_ZONE } from '../words/format.ts';
import { AlertItem } from './alert-item.tsx';
import { alertsQuery, useCheckAlerts } from './alert-queries.ts';
import { AlertNotices } from './alert-notices.tsx';
import { AlertRules } from './alert-rules.tsx';
import classes from './alerts.module.css';

/** What needs somebody, each cause once, and the rules that say when. */
export function AlertsPage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/alerts' });
  const search = useSearch({ from: '/signed-in/campaigns/$campaignId/alerts' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId/alerts' });
  const campaign = useQuery(campaignQuery(campaignId));
  const zone = campaign.data?.timeZone ?? HOME_ZONE;
  const view = search.rules ? 'rules' : (search.state ?? 'open');
  return (
    <>
      <PageHead
        title="Alerts"
        tab="Alerts"
        note={`One alert per cause, until the cause goes away · times in ${zone}`}
        actions={<Check campaignId={campaignId} />}
      />
      <div className={classes.stack}>
        <Group className="no-print">
          <Segmented
            label="Show"
            value={view}
            options={[
              { value: 'open', label: 'Open' },
              { value: 'acknowledged', label: 'Acknowledged' },
              { value: 'snoozed', label: 'Snoozed' },
              { value: 'resolved', label: 'Gone' },
              { value: 'all', label: 'All' },
              { value: 'rules', label: 'Rules' },
            ]}
            onChange={(value) =>
              void navigate({
                search:
                  value === 'rules' ? { rules: true } : { state: value === 'open' ? undefined : (value as 'all') },
                replace: true,
              })
            }
          />
        </Group>
        {view === 'rules' ? (
          <>
            <AlertRules campaignId={campaignId} zone={zone} />
            <AlertNotices campaignId={campaignId} zone={zone} />
          </>
        ) : (
          <AlertList campaignId={campaignId} state={alertStateSchema.safeParse(view).data} zone={zone} />
        )}
      </div>
    </>
  );
}

function AlertList({ campaignId, state, zone }: { campaignId: string; state?: AlertResponse['state']; zone: string }) {
  const alerts = useInfiniteQuery(alertsQuery(campaignId, state));
  const rows = alerts.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <Panel flush>
        {alerts.isLoading ? (
          <RowsSkeleton rows={6} height={34} />
        ) : alerts.error ? (
          <ErrorNotice error={alerts.error} onRetry={() => void alerts.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyNotice
            icon={IconBellOff}
            title={state === 'open' ? 'Nothing needs you' : 'No alerts here'}
            text={
              state === 'open'
                ? 'No rule of this campaign has a cause right now.'
                : state === 'resolved'
                  ? 'Alerts whose cause went away are kept here.'
                  : 'No alert of this campaign is in this state.'
            }
          />
        ) : (
          <ul className={classes.list}>
            {rows.map((alert) => (
              <AlertItem key={alert.id} alert={alert} zone={zone} />
            ))}
          </ul>
        )}
      </Panel>
      <MoreRows rows={alerts} word="Show older" />
    </>
  );
}

function Check({ campaignId }: { campaignId: string }) {
  const check = useCheckAlerts(campaignId);
  const mayCheck = useMay('submit');
  if (!mayCheck) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconRefresh size={16} />}
      loading={check.isPending}
      onClick={() =>
        check.mutate(undefined, {
          onSuccess({ items }) {
            const open = items.filter((alert) => alert.state === 'open').length;
            sayDone(open === 0 ? 'Checked: nothing needs you.' : `Checked: ${count(open)} open.`);
          },
          onError: sayFailed,
        })
      }
    >
      Check now
    </Button>
  );
}
