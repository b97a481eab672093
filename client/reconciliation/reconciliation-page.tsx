import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import { campaignQuery } from '../campaigns/campaign-queries.ts';
import { Segmented } from '../parts/fields/segmented.tsx';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice, RowsSkeleton } from '../parts/notices/notices.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { SidePanel } from '../parts/page/side-panel.tsx';
import { useMay } from '../people/session.ts';
import { ClaimPanel } from './disputes/claim-panel.tsx';
import { DiscrepanciesView } from './discrepancies-view.tsx';
import { DisputePanel } from './disputes/dispute-panel.tsx';
import { discrepanciesQuery, disputesQuery } from './disputes/dispute-queries.ts';
import { DisputesView } from './disputes/disputes-view.tsx';
import { ImportButton } from './import/import-as-run.tsx';
import { ImportsView } from './import/imports-view.tsx';
import { PostingView } from './posting-view.tsx';
import classes from './reconciliation.module.css';
import { RowsView } from './rows-view.tsx';
import { SummaryView } from './summary-view.tsx';

const VIEWS = [
  { value: 'summary', label: 'Order, as-run, invoice' },
  { value: 'discrepancies', label: 'Discrepancies' },
  { value: 'disputes', label: 'Disputes and credits' },
  { value: 'posting', label: 'Posting' },
  { value: 'queue', label: 'Unmatched' },
  { value: 'rows', label: 'As-run rows' },
  { value: 'imports', label: 'Imports' },
] as const;

/** The queue is the rows nobody has settled. */
function searchOf(value: (typeof VIEWS)[number]['value']) {
  if (value === 'queue') return { view: 'rows', state: 'unmatched' } as const;
  return { view: value === 'summary' ? undefined : value };
}

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
  const {
    view = 'summary',
    state,
    claim,
    dispute,
  } = useSearch({ from: '/signed-in/campaigns/$campaignId/reconciliation' });
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
        <Group className={`no-print ${classes.views}`}>
          <Segmented
            label="View"
            value={view === 'rows' && state === 'unmatched' ? 'queue' : view}
            options={VIEWS}
            onChange={(value) => void navigate({ search: searchOf(value), replace: true })}
          />
        </Group>
        {view === 'summary' && <SummaryView campaignId={campaign.id} />}
        {view === 'discrepancies' && <DiscrepanciesView campaign={campaign} mayEdit={mayEdit} />}
        {view === 'disputes' && <DisputesView campaign={campaign} />}
        {view === 'posting' && <PostingView campaign={campaign} />}
        {view === 'rows' && <RowsView campaign={campaign} mayEdit={mayEdit} />}
        {view === 'imports' && <ImportsView campaign={campaign} />}
      </div>
      {(claim !== undefined || dispute !== undefined) && <Beside campaign={campaign} mayEdit={mayEdit} />}
    </>
  );
}

/** The dispute, or the claim to be made, beside the page. */
function Beside({ campaign, mayEdit }: { campaign: CampaignResponse; mayEdit: boolean }) {
  const {
    claim,
    dispute: disputeId,
    tolerance = 0,
  } = useSearch({
    from: '/signed-in/campaigns/$campaignId/reconciliation',
  });
  const navigate = useNavigate({ from: '/campaigns/$campaignId/reconciliation' });
  const show = (dispute?: string) =>
    void navigate({ search: (before) => ({ ...before, claim: undefined, dispute }), replace: true });
  const disputes = useQuery(disputesQuery(campaign.id));
  const found = useQuery(discrepanciesQuery(campaign.id, tolerance));
  const dispute = disputes.data?.find(({ id }) => id === disputeId);
  const discrepancy = found.data?.items.find(({ key }) => key === claim);
  const title = dispute ? `Dispute with ${dispute.station}` : `Dispute with ${discrepancy?.station ?? 'a station'}`;
  return (
    <SidePanel title={title} onClose={() => show()}>
      {dispute ? (
        <DisputePanel dispute={dispute} campaign={campaign} mayEdit={mayEdit} />
      ) : discrepancy ? (
        <ClaimPanel campaignId={campaign.id} discrepancy={discrepancy} onOpened={({ id }) => show(id)} />
      ) : disputes.isLoading || found.isLoading ? (
        <RowsSkeleton rows={4} />
      ) : (
        <EmptyNotice
          title="It is not there any more"
          text="A file or a match may have settled it. Close this and look again."
        />
      )}
    </SidePanel>
  );
}
