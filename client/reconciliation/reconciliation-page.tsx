import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import { campaignQuery } from '../campaigns/campaign-queries.ts';
import { Loaded } from '../parts/loaded.tsx';
import { RowsSkeleton } from '../parts/notices.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Segmented } from '../parts/segmented.tsx';
import { useMay } from '../people/session.ts';
import { ImportButton } from './import-as-run.tsx';
import { ImportsView } from './imports-view.tsx';
import { PostingView } from './posting-view.tsx';
import classes from './reconciliation.module.css';
import { RowsView } from './rows-view.tsx';
import { SummaryView } from './summary-view.tsx';

const VIEWS = [
  { value: 'summary', label: 'Order, as-run, invoice' },
  { value: 'posting', label: 'Posting' },
  { value: 'rows', label: 'Rows' },
  { value: 'imports', label: 'Imports' },
] as const;

/** What stations say aired, matched to what was ordered, and what is owed. */
export function ReconciliationPage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/reconciliation' });
  const campaign = useQuery(campaignQuery(campaignId));
  return (
    <Loaded query={campaign} skeleton={<RowsSkeleton rows={8} height={32} />}>
      {(data) => <Reconciliation campaign={data} />}
    </Loaded>
  );
}

function Reconciliation({ campaign }: { campaign: CampaignResponse }) {
  const { view = 'summary' } = useSearch({ from: '/signed-in/campaigns/$campaignId/reconciliation' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId/reconciliation' });
  const mayEdit = useMay('edit');
  return (
    <>
      <PageHead
        title="Post and reconcile"
        tab="Reconcile"
        note={`${campaign.name} · broadcast days in ${campaign.timeZone}`}
        actions={mayEdit && <ImportButton campaignId={campaign.id} />}
      />
      <div className={classes.stack}>
        <Group className="no-print">
          <Segmented
            label="View"
            value={view}
            options={VIEWS}
            onChange={(value) =>
              void navigate({ search: { view: value === 'summary' ? undefined : value }, replace: true })
            }
          />
        </Group>
        {view === 'summary' && <SummaryView campaignId={campaign.id} />}
        {view === 'posting' && <PostingView campaign={campaign} />}
        {view === 'rows' && <RowsView campaign={campaign} mayEdit={mayEdit} />}
        {view === 'imports' && <ImportsView campaign={campaign} />}
      </div>
    </>
  );
}
