import type { HandStep } from '../../shared/domain/spot/steps-by-hand.ts';
import type { RecordAudit } from '../audit/audit.service.ts';
import type { CampaignsService, EditContext } from '../campaigns/campaigns.service.ts';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../db/errors.ts';
import { pageById } from '../db/pages.ts';
import type { NewId } from '../ids.ts';
import type { Announce } from '../live/live.ts';
import type { StoredPlan } from '../plans/plans.model.ts';
import type { PlansService } from '../plans/plans.service.ts';
import { notFound, refuse, stale } from '../refusal.ts';
import { orderLinesOf, orderTotals } from './order-lines.ts';
import type { OrdersModel, OrderStatus, StoredOrder } from './orders.model.ts';

/** What an order does to the spots of its flights. */
export type StepSpots = (
  campaignId: string,
  flightIds: readonly string[],
  step: Readonly<{ action: HandStep; note: string }>,
  context: Omit<EditContext, 'rev'>,
) => Promise<void>;

export type OrdersServiceInput = Readonly<{
  model: OrdersModel;
  campaigns: CampaignsService;
  plans: Pick<PlansService, 'approvedOf'>;
  stepSpots: StepSpots;
  transaction: <T>(work: () => Promise<T>) => Promise<T>;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
  announce: Announce;
}>;

export type OrderStep = 'send' | 'accept' | 'decline' | 'cancel';
type StepFields = Readonly<{
  contact?: string | undefined;
  vendorReference?: string | undefined;
  note?: string | undefined;
}>;

const FIRST_NUMBER = 1_001;
const STEPS: Readonly<Record<OrderStep, Readonly<{ from: readonly OrderStatus[]; to: OrderStatus }>>> = {
  send: { from: ['draft'], to: 'sent' },
  accept: { from: ['sent'], to: 'accepted' },
  decline: { from: ['sent'], to: 'declined' },
  cancel: { from: ['draft', 'sent', 'accepted', 'declined'], to: 'canceled' },
};
const SPOT_STEPS: Readonly<Partial<Record<OrderStep, HandStep>>> = {
  send: 'order',
  accept: 'confirm',
  decline: 'decline',
};

/** Insertion orders: one to each vendor of the approved plan, sent, answered, superseded by revisions. */
export function createOrdersService(input: OrdersServiceInput) {
  const { model, campaigns, clock, newId, audit, announce } = input;

  const get = async (id: string): Promise<StoredOrder> => {
    const order = await model.findById(id);
    if (!order) throw notFound('order', id);
    return order;
  };

  /** The next order of a vendor, or null when the current one already says the same. */
  const nextOrder = (
    vendor: string,
    plan: StoredPlan,
    orders: readonly StoredOrder[],
    commissionBasisPoints: number,
    by: string,
  ): StoredOrder | null => {
    const lines = orderLinesOf(plan.lines, vendor, commissionBasisPoints);
    const current = orders.filter((order) => order.vendor === vendor).at(-1);
    const stands = current && current.status !== 'declined' && current.status !== 'canceled';
    if (lines.length === 0 || (current && stands && sameLines(current.lines, lines))) return null;
    const now = clock.now();
    return {
      id: newId('ord'),
      campaignId: plan.campaignId,
      planId: plan.id,
      planVersion: plan.version,
      vendor,
      number: current?.number ?? Math.max(FIRST_NUMBER - 1, ...orders.map(({ number }) => number)) + 1,
      revision: (current?.revision ?? 0) + 1,
      supersedesId: current?.id ?? null,
      supersededById: null,
      status: 'draft',
      rev: 1,
      lines,
      ...orderTotals(lines),
      ...{ sentAt: null, sentTo: null, answeredAt: null, answeredBy: null, vendorReference: null, declineReason: null },
      history: [
        { at: now, from: null, to: 'draft', by, note: current ? `Supersedes revision ${current.revision}.` : null },
      ],
      createdAt: now,
      updatedAt: now,
    };
  };

  const insert = async (order: StoredOrder, by: string): Promise<void> => {
    await input.transaction(async () => {
      await model.insert(order);
      if (order.supersedesId === null) return;
      const before = await get(order.supersedesId);
      const event = {
        at: clock.now(),
        from: before.status,
        to: 'superseded' as const,
        by,
        note: `By revision ${order.revision}.`,
      };
      const next: StoredOrder = {
        ...before,
        status: 'superseded',
        supersededById: order.id,
        rev: before.rev + 1,
        history: [...before.history, event],
        updatedAt: clock.now(),
      };
      if (!(await model.replaceAtRev(before.id, before.rev, next)))
        throw stale('order', before.rev, (await get(before.id)).rev);
    });
  };

  return {
    get,
    listByCampaign: model.listByCampaign,
    /** Makes the orders that the approved plan asks for and that do not stand yet. */
    async create(campaignId: string, vendor: string | undefined, context: Omit<EditContext, 'rev'>) {
      const campaign = await campaigns.get(campaignId);
      const plan = await input.plans.approvedOf(campaignId);
      if (!plan)
        throw refuse(
          'conflict',
          'no_approved_plan',
          'Orders are made from the approved plan, and this campaign has none. Approve a plan first.',
        );
      const vendors = [...new Set(plan.lines.map((line) => line.vendor))]
        .sort()
        .filter((one) => vendor === undefined || one === vendor);
      if (vendor !== undefined && vendors.length === 0)
        throw refuse('invalid', 'unknown_vendor', `The approved plan buys nothing from ${vendor}.`, 'vendor');
      const created: StoredOrder[] = [];
      const unchanged: string[] = [];
      for (const one of vendors) {
        for (;;) {
          const orders = await model.listByCampaign(campaignId);
          const order = nextOrder(one, plan, orders, campaign.commissionBasisPoints, context.actor.name);
          if (!order) {
            unchanged.push(one);
            break;
          }
          try {
            await insert(order, context.actor.name);
            created.push(order);
            break;
          } catch (error) {
            if (!isDuplicateKey(error)) throw error;
          }
        }
      }
      for (const order of created) {
        await audit({ ...context, action: 'created', noun: 'order', targetId: order.id, campaignId });
        announce({ kind: 'order', campaignId, id: order.id });
      }
      return { created, unchanged };
    },

    /** Sends, accepts, declines or cancels an order; its spots follow. */
    async step(id: string, step: OrderStep, fields: StepFields, context: EditContext): Promise<StoredOrder> {
      const before = await get(id);
      if (context.rev !== null && context.rev !== before.rev) throw stale('order', context.rev, before.rev);
      const { from, to } = STEPS[step];
      if (!from.includes(before.status)) {
        throw refuse(
          'conflict',
          'step_not_allowed',
          `This order is ${before.status}; it can take the step “${step}” only while it is ${from.join(' or ')}.`,
          'status',
        );
      }
      const now = clock.now();
      const event = { at: now, from: before.status, to, by: context.actor.name, note: fields.note ?? null };
      const answered =
        step === 'accept' || step === 'decline'
          ? {
              answeredAt: now,
              answeredBy: fields.contact ?? null,
              vendorReference: fields.vendorReference ?? before.vendorReference,
            }
          : {};
      const after: StoredOrder = {
        ...before,
        ...answered,
        ...(step === 'send' ? { sentAt: now, sentTo: fields.contact ?? null } : {}),
        ...(step === 'decline' ? { declineReason: fields.note ?? null } : {}),
        status: to,
        rev: before.rev + 1,
        history: [...before.history, event],
        updatedAt: now,
      };
      if (!(await model.replaceAtRev(id, before.rev, after))) throw stale('order', before.rev, (await get(id)).rev);
      await audit({
        actor: context.actor,
        requestId: context.requestId,
        action: step,
        noun: 'order',
        targetId: id,
        campaignId: after.campaignId,
        before,
        after,
      });
      announce({ kind: 'order', campaignId: after.campaignId, id });
      const action = SPOT_STEPS[step];
      const flightIds = after.lines.filter(({ spots }) => spots !== null).map(({ flightId }) => flightId);
      const note = `Order ${orderNumber(after)} ${to}.`;
      if (action && flightIds.length > 0) await input.stepSpots(after.campaignId, flightIds, { action, note }, context);
      return after;
    },

    async page(
      campaignId: string,
      filter: { vendor?: string; status?: OrderStatus },
      paging: { cursor?: string; limit: number },
    ) {
      await campaigns.get(campaignId);
      const rows = await model.page({ campaignId, ...filter }, paging.cursor, paging.limit + 1);
      return pageById(rows, paging.limit);
    },
  };
}
export type OrdersService = ReturnType<typeof createOrdersService>;

/** The number people quote. Example: IO-1003-R2. */
export function orderNumber({ number, revision }: Pick<StoredOrder, 'number' | 'revision'>): string {
  return `IO-${number}-R${revision}`;
}

function sameLines(a: StoredOrder['lines'], b: StoredOrder['lines']): boolean {
  const text = (lines: StoredOrder['lines']) =>
    JSON.stringify(lines.map((line) => Object.entries(line).sort(([x], [y]) => (x < y ? -1 : 1))));
  return text(a) === text(b);
}
