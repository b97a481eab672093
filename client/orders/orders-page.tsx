import { Button, Group } from '@mantine/core';
import { IconFileInvoice } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { OrderResponse } from '../../shared/contracts/orders.ts';
import { campaignQuery } from '../campaigns/campaign-queries.ts';
import { Segmented } from '../parts/fields/segmented.tsx';
import { sayDone, sayFailed } from '../parts/notices/announce.ts';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice, RowsSkeleton } from '../parts/notices/notices.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { SidePanel } from '../parts/page/side-panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { useMay } from '../people/session.ts';
import { OpenPlan } from '../plans/open-plan.tsx';
import { count, instant, period, tableMoney } from '../words/format.ts';
import { OrderDetail } from './order-detail.tsx';
import { orderFile, ordersQuery, useCreateOrders } from './order-queries.ts';
import { OrderChip } from './order-chip.tsx';
import classes from './orders.module.css';

type Basis = 'gross' | 'net';
const isPast = (order: OrderResponse) => order.status === 'superseded' || order.status === 'canceled';

/** One insertion order per vendor of the approved plan, with its revisions and the vendor's answer. */
export function OrdersPage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/orders' });
  const campaign = useQuery(campaignQuery(campaignId));
  return (
    <Loaded query={campaign} skeleton={<RowsSkeleton rows={8} height={32} />}>
      {(data) => <Orders campaign={data} />}
    </Loaded>
  );
}

function Orders({ campaign }: { campaign: CampaignResponse }) {
  const orders = useQuery(ordersQuery(campaign.id));
  const search = useSearch({ from: '/signed-in/campaigns/$campaignId/orders' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId/orders' });
  const [basis, setBasis] = useState<Basis>('gross');
  const [isAll, setAll] = useState(false);
  const mayEdit = useMay('edit') && campaign.approvedPlanId !== null;
  const open = (order?: string) => void navigate({ search: { order } });
  const opened = orders.data?.find((order) => order.id === search.order);
  return (
    <>
      <PageHead
        title="Orders"
        tab="Orders"
        note="One insertion order per vendor; a revision supersedes the one before"
        actions={mayEdit && <Make campaignId={campaign.id} />}
      />
      <Panel
        flush
        title="Insertion orders"
        actions={
          <Group gap={8}>
            <Button size="compact-sm" variant="subtle" color="gray" aria-pressed={isAll} onClick={() => setAll(!isAll)}>
              {isAll ? 'Hide superseded' : 'Show superseded'}
            </Button>
            <Segmented
              label="Gross or net"
              value={basis}
              options={[
                { value: 'gross', label: 'Gross' },
                { value: 'net', label: 'Net' },
              ]}
              onChange={setBasis}
            />
          </Group>
        }
      >
        <Loaded query={orders}>
          {(all) => {
            const rows = isAll ? all : all.filter((order) => !isPast(order));
            if (all.length === 0) return <NoOrders campaign={campaign} />;
            if (rows.length === 0)
              return <EmptyNotice title="No present orders" text="Every order was superseded or canceled." />;
            return <OrderTable rows={rows} basis={basis} zone={campaign.timeZone} onOpen={open} />;
          }}
        </Loaded>
      </Panel>
      {opened && (
        <SidePanel title={`${opened.number}, ${opened.vendor}`} size={760} onClose={() => open()}>
          <OrderDetail key={opened.id} order={opened} zone={campaign.timeZone} onOpen={open} />
        </SidePanel>
      )}
    </>
  );
}

function NoOrders({ campaign }: { campaign: CampaignResponse }) {
  return campaign.approvedPlanId === null ? (
    <EmptyNotice
      icon={IconFileInvoice}
      title="No orders yet"
      text="Orders are made from an approved plan. Approve the plan first."
      action={<OpenPlan campaignId={campaign.id} />}
    />
  ) : (
    <EmptyNotice
      icon={IconFileInvoice}
      title="No orders yet"
      text="The plan is approved. Make its orders: one for each vendor, ready to send."
    />
  );
}

function Make({ campaignId }: { campaignId: string }) {
  const create = useCreateOrders(campaignId);
  return (
    <Button
      loading={create.isPending}
      onClick={() =>
        create.mutate(undefined, {
          onSuccess({ created, unchanged }) {
            if (created.length === 0) sayDone(`All ${count(unchanged.length)} orders already say what the plan says.`);
            else sayDone(`${created.map((order) => order.number).join(', ')} made.`);
          },
          onError: sayFailed,
        })
      }
    >
      Make orders
    </Button>
  );
}

function OrderTable(props: {
  rows: readonly OrderResponse[];
  basis: Basis;
  zone: string;
  onOpen: (id: string) => void;
}) {
  const { basis, zone } = props;
  const cents = (order: OrderResponse) => (basis === 'gross' ? order.grossCents : order.netCents);
  const total = props.rows.filter((order) => !isPast(order)).reduce((sum, order) => sum + cents(order), 0);
  const write = tableMoney([...props.rows.map(cents), total]);
  return (
    <TableRegion label="Orders">
      <table className="table">
        <thead>
          <tr>
            <th>Order</th>
            <th>Vendor</th>
            <th>Status</th>
            <th>Runs</th>
            <th className="num">Lines</th>
            <th className="num">{basis === 'gross' ? 'Gross, $' : 'Net, $'}</th>
            <th>Sent</th>
            <th>Download</th>
          </tr>
        </thead>
        <tbody>
          {props.rows.map((order) => (
            <tr key={order.id}>
              <td className={classes.nowrap}>
                <button type="button" className={classes.name} onClick={() => props.onOpen(order.id)}>
                  {order.number}
                </button>
                <div className={classes.sub}>plan {order.planVersion}</div>
              </td>
              <td className={classes.nowrap}>{order.vendor}</td>
              <td>
                <OrderChip status={order.status} />
              </td>
              <td className={classes.nowrap}>{period(order.startDay, order.endDay)}</td>
              <td className="num">{count(order.lines.length)}</td>
              <td className="num">{write(cents(order))}</td>
              <td className={classes.nowrap}>
                {order.sentAt ? instant(order.sentAt, zone) : <span className="quiet">Not yet</span>}
              </td>
              <td>
                <div className={classes.links}>
                  {(['pdf', 'csv'] as const).map((format) => (
                    <a
                      key={format}
                      href={orderFile(order.id, format, basis)}
                      download
                      aria-label={`${order.number} as ${format.toUpperCase()}, ${basis}`}
                    >
                      {format.toUpperCase()}
                    </a>
                  ))}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td colSpan={5}>Present orders</td>
            <td className="num">{write(total)}</td>
            <td colSpan={2} />
          </tr>
        </tfoot>
      </table>
    </TableRegion>
  );
}
