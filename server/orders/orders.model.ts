import { Schema, type Connection } from 'mongoose';
import { afterId } from '../db/pages.ts';
import type { OrderLine } from './order-lines.ts';

export type OrderStatus = 'draft' | 'sent' | 'accepted' | 'declined' | 'superseded' | 'canceled';
export type OrderEvent = Readonly<{
  at: number;
  from: OrderStatus | null;
  to: OrderStatus;
  by: string;
  note: string | null;
}>;

/** An insertion order to one vendor. `number` is the same for all its revisions; a revision supersedes the one before. */
export type StoredOrder = Readonly<{
  id: string;
  campaignId: string;
  planId: string;
  planVersion: string;
  vendor: string;
  number: number;
  revision: number;
  supersedesId: string | null;
  supersededById: string | null;
  status: OrderStatus;
  rev: number;
  lines: readonly OrderLine[];
  grossCents: number;
  netCents: number;
  sentAt: number | null;
  sentTo: string | null;
  answeredAt: number | null;
  answeredBy: string | null;
  vendorReference: string | null;
  declineReason: string | null;
  history: readonly OrderEvent[];
  createdAt: number;
  updatedAt: number;
}>;
type OrderDocument = Omit<StoredOrder, 'id' | 'sentAt' | 'answeredAt' | 'history' | 'createdAt' | 'updatedAt'> & {
  _id: string;
  sentAt: Date | null;
  answeredAt: Date | null;
  history: (Omit<OrderEvent, 'at'> & { at: Date })[];
  createdAt: Date;
  updatedAt: Date;
};

const orderSchema = new Schema<OrderDocument>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    planId: { type: String, required: true },
    planVersion: { type: String, required: true },
    vendor: { type: String, required: true },
    number: { type: Number, required: true },
    revision: { type: Number, required: true },
    supersedesId: { type: String, default: null },
    supersededById: { type: String, default: null },
    status: { type: String, required: true },
    rev: { type: Number, required: true },
    lines: { type: Schema.Types.Mixed, required: true },
    grossCents: { type: Number, required: true },
    netCents: { type: Number, required: true },
    sentAt: { type: Date, default: null },
    sentTo: { type: String, default: null },
    answeredAt: { type: Date, default: null },
    answeredBy: { type: String, default: null },
    vendorReference: { type: String, default: null },
    declineReason: { type: String, default: null },
    history: { type: Schema.Types.Mixed, default: [] },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'orders', versionKey: false, minimize: false },
);
orderSchema.index({ campaignId: 1, number: 1, revision: 1 }, { unique: true });
orderSchema.index({ campaignId: 1, vendor: 1, revision: 1 }, { unique: true });

const date = (at: number | null) => (at === null ? null : new Date(at));

function toDocument({ id, ...order }: StoredOrder): OrderDocument {
  return {
    ...order,
    _id: id,
    sentAt: date(order.sentAt),
    answeredAt: date(order.answeredAt),
    history: order.history.map((event) => ({ ...event, at: new Date(event.at) })),
    createdAt: new Date(order.createdAt),
    updatedAt: new Date(order.updatedAt),
  };
}

function toOrder({ _id, ...document }: OrderDocument): StoredOrder {
  return {
    ...document,
    id: _id,
    sentAt: document.sentAt?.getTime() ?? null,
    answeredAt: document.answeredAt?.getTime() ?? null,
    history: document.history.map((event) => ({ ...event, at: event.at.getTime() })),
    createdAt: document.createdAt.getTime(),
    updatedAt: document.updatedAt.getTime(),
  };
}

/** Keeps insertion orders; a number and revision are used once, every change is a compare-and-set. */
export function createOrdersModel(connection: Connection) {
  const orders = connection.model<OrderDocument>('Order', orderSchema);
  const many = (documents: readonly unknown[]) => documents.map((document) => toOrder(document as OrderDocument));
  return {
    async insert(order: StoredOrder): Promise<void> {
      await orders.create([toDocument(order)]);
    },
    async findById(id: string): Promise<StoredOrder | null> {
      const document = await orders.findById(id).lean();
      return document ? toOrder(document as OrderDocument) : null;
    },
    async listByCampaign(campaignId: string): Promise<readonly StoredOrder[]> {
      return many(await orders.find({ campaignId }).sort({ number: 1, revision: 1 }).lean());
    },
    async replaceAtRev(id: string, rev: number, next: StoredOrder): Promise<boolean> {
      const { _id: _same, ...set } = toDocument(next);
      return (await orders.updateOne({ _id: id, rev }, { $set: set as object })).matchedCount === 1;
    },
    async page(
      filter: { campaignId: string; vendor?: string; status?: OrderStatus },
      cursor: string | undefined,
      limit: number,
    ): Promise<readonly StoredOrder[]> {
      const query = { ...filter, ...afterId(cursor) } as object;
      return many(await orders.find(query).sort({ _id: 1 }).limit(limit).lean());
    },
  };
}
export type OrdersModel = ReturnType<typeof createOrdersModel>;
