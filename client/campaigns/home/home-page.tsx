import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { IconFileImport, IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { campaignStatusSchema, type CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import { Loaded } from '../../parts/notices/loaded.tsx';
import { EmptyNotice } from '../../parts/notices/notices.tsx';
import { PageHead } from '../../parts/page/page-head.tsx';
import { Panel } from '../../parts/page/panel.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { useMay } from '../../people/session.ts';
import { count, words } from '../../words/format.ts';
import { CampaignRow } from './campaign-row.tsx';
import { SavedViews } from './saved-views.tsx';
import { campaignsQuery } from '../campaign-queries.ts';
import classes from './home.module.css';

const NewCampaign = lazy(() => import('./new-campaign.tsx').then((module) => ({ default: module.NewCampaign })));
const ImportPlan = lazy(() => import('./import-plan.tsx').then((module) => ({ default: module.ImportPlan })));
const DuplicateCampaign = lazy(() =>
  import('./duplicate-campaign.tsx').then((module) => ({ default: module.DuplicateCampaign })),
);

type Sort = 'newest' | 'name' | 'budget' | 'ends';

const SORTS: readonly { value: Sort; label: string }[] = [
  { value: 'newest', label: 'Newest first' },
  { value: 'ends', label: 'Ends soonest' },
  { value: 'budget', label: 'Largest budget' },
  { value: 'name', label: 'Name' },
];

const COMPARE: Record<Sort, (a: CampaignResponse, b: CampaignResponse) => number> = {
  newest: (a, b) => b.createdAt.localeCompare(a.createdAt),
  ends: (a, b) => a.endDay.localeCompare(b.endDay),
  budget: (a, b) => b.budgetCents - a.budgetCents,
  name: (a, b) => a.name.localeCompare(b.name),
};

function matches(campaign: CampaignResponse, text: string): boolean {
  const where = `${campaign.name} ${campaign.advertiser} ${campaign.market.name}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => where.includes(word));
}

/** All campaigns: how each stands, what comes next, and a new one. */
export function HomePage() {
  const search = useSearch({ from: '/signed-in/' });
  const navigate = useNavigate({ from: '/' });
  const mayEdit = useMay('edit');
  const campaigns = useQuery(campaignsQuery({ status: search.status }));
  const everyCampaign = useQuery({ ...campaignsQuery({}), enabled: search.import === true });
  const sort = search.sort ?? 'newest';
  const narrow = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const [duplicated, setDuplicated] = useState<CampaignResponse | null>(null);
  const openNew = () => narrow({ new: true });
  return (
    <>
      <PageHead
        title="Campaigns"
        tab="Campaigns"
        note={
          campaigns.data && `${count(campaigns.data.length)} ${campaigns.data.length === 1 ? 'campaign' : 'campaigns'}`
        }
        actions={
          mayEdit && (
            <Group gap={8}>
              <Button
                variant="default"
                leftSection={<IconFileImport size={16} />}
                onClick={() => narrow({ import: true })}
              >
                Import from Excel
              </Button>
              <Button leftSection={<IconPlus size={16} />} onClick={openNew}>
                New campaign
              </Button>
            </Group>
          )
        }
      />
      <div className={classes.filters}>
        <TextInput
          aria-label="Search campaigns"
          placeholder="Name, advertiser or market"
          leftSection={<IconSearch size={15} />}
          className={classes.search}
          value={search.q ?? ''}
          onChange={(event) => narrow({ q: event.currentTarget.value || undefined })}
        />
        <NativeSelect
          aria-label="Status"
          w={150}
          value={search.status ?? 'all'}
          data={[
            { value: 'all', label: 'All statuses' },
            ...campaignStatusSchema.options.map((value) => ({ value, label: words(value) })),
          ]}
          onChange={(event) => narrow({ status: campaignStatusSchema.safeParse(event.currentTarget.value).data })}
        />
        <NativeSelect
          aria-label="Order"
          w={160}
          value={sort}
          data={[...SORTS]}
          onChange={(event) => narrow({ sort: event.currentTarget.value as Sort })}
        />
        <SavedViews
          current={{ q: search.q, status: search.status, sort: search.sort }}
          onOpen={(view) =>
            narrow({
              q: view.q,
              status: campaignStatusSchema.safeParse(view.status).data,
              sort: SORTS.find(({ value }) => value === view.sort)?.value,
            })
          }
        />
      </div>
      <Panel flush>
        <Loaded query={campaigns}>
          {(all) => {
            const shown = all.filter((campaign) => matches(campaign, search.q ?? '')).toSorted(COMPARE[sort]);
            if (all.length === 0 && !search.status) return <NoCampaigns onNew={mayEdit ? openNew : undefined} />;
            if (shown.length === 0) {
              return (
                <EmptyNotice
                  title="No campaign fits"
                  text="No campaign has these words and this status."
                  action={
                    <Button variant="default" onClick={() => narrow({ q: undefined, status: undefined })}>
                      Show all
                    </Button>
                  }
                />
              );
            }
            return <CampaignTable campaigns={shown} onDuplicate={mayEdit ? setDuplicated : undefined} />;
          }}
        </Loaded>
      </Panel>
      {duplicated && (
        <Suspense>
          <DuplicateCampaign campaign={duplicated} onClose={() => setDuplicated(null)} />
        </Suspense>
      )}
      {mayEdit && search.new && (
        <Suspense>
          <NewCampaign
            isForImport={search.import === true}
            onClose={() => narrow({ new: undefined, import: undefined })}
          />
        </Suspense>
      )}
      {mayEdit && search.import && !search.new && everyCampaign.data && (
        <Suspense>
          <ImportPlan campaigns={everyCampaign.data} onNew={openNew} onClose={() => narrow({ import: undefined })} />
        </Suspense>
      )}
    </>
  );
}

function NoCampaigns({ onNew }: { onNew?: () => void }) {
  return (
    <EmptyNotice
      title="No campaign yet"
      text="A campaign holds one advertiser's budget, market and dates. Plans, spots and webhooks hang on it."
      action={onNew && <Button onClick={onNew}>New campaign</Button>}
    />
  );
}

type CampaignTableProps = Readonly<{
  campaigns: readonly CampaignResponse[];
  onDuplicate?: (campaign: CampaignResponse) => void;
}>;

function CampaignTable({ campaigns, onDuplicate }: CampaignTableProps) {
  return (
    <TableRegion label="Campaigns">
      <table className="table">
        <thead>
          <tr>
            <th>Campaign</th>
            <th>Status</th>
            <th>Runs</th>
            <th className="num">Budget, $</th>
            <th className="num">Spent, $</th>
            <th>Pace</th>
            <th>Next deadline</th>
            <th className="num">Alerts</th>
            {onDuplicate && (
              <th>
                <span className="visually-hidden">Actions</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {campaigns.map((campaign) => (
            <CampaignRow key={campaign.id} campaign={campaign} onDuplicate={onDuplicate} />
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}
