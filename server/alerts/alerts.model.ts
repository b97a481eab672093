import { Schema, type Connection } from 'mongoose';
import type { AlertResponse, AlertRule } from '../../shared/contracts/alerts.ts';
import { isDuplicateKey } from '../db/errors.ts';
import { beforeId } from '../db/pages.ts';

/** One cause of one subject, from when it was first seen until it goes away. */
export type Alert = Readonly<{
  id: string;
  rev: number;
  campaignId: string;
  rule: AlertRule;
  severity: AlertResponse['severity'];
  state: AlertResponse['state'];
  subjectKind: AlertResponse['subjectKind'];
  subjectId: string;
  subjectLabel: string;
  message: string;
  openedAt: number;
  lastSeenAt: number;
  resolvedAt: number | null;
  snoozedUntil: number | null;
  acknowledgedBy: string | null;
  note: string | null;
  /** Null while nobody was told outside the app. */
  notifiedAt: number | null;
}>;

type AlertDocument = Omit<Alert, 'id' | 'openedAt' | 'lastSeenAt' | 'resolvedAt' | 'snoozedUntil' | 'notifiedAt'> & {
  _id: string;
  /** Only while it is not resolved: unique, so that a cause has one alert however many look for it. */
  causeKey?: string;
  openedAt: Date;
  lastSeenAt: Date;
  resolvedAt: Date | null;
  snoozedUntil: Date | null;
  notifiedAt: Date | null;
};

const alertSchema = new Schema<AlertDocument>(
  {
    _id: { type: String, required: true },
    rev: { type: Number, required: true },
    campaignId: { type: String, required: true },
    rule: { type: String, required: true },
    severity: { type: String, required: true },
    state: { type: String, required: true },
    subjectKind: { type: String, required: true },
    subjectId: { type: String, required: true },
    subjectLabel: { type: String, required: true },
    message: { type: String, required: true },
    causeKey: { type: String },
    openedAt: { type: Date, required: true },
    lastSeenAt: { type: Date, required: true },
    resolvedAt: { type: Date, default: null },
    snoozedUntil: { type: Date, default: null },
    acknowledgedBy: { type: String, default: null },
    note: { type: String, default: null },
    notifiedAt: { type: Date, default: null },
  },
  { collection: 'alerts', versionKey: false },
);
alertSchema.index({ causeKey: 1 }, { unique: true, sparse: true });
alertSchema.index({ campaignId: 1, _id: -1 });

const toDate = (at: number | null) => (at === null ? null : new Date(at));
const causeKeyOf = ({ campaignId, rule, subjectId }: Pick<Alert, 'campaignId' | 'rule' | 'subjectId'>) =>
  `${campaignId}|${rule}|${subjectId}`;

export type AlertChange = Partial<
  Pick<
    Alert,
    | 'state'
    | 'severity'
    | 'message'
    | 'lastSeenAt'
    | 'resolvedAt'
    | 'snoozedUntil'
    | 'acknowledgedBy'
    | 'note'
    | 'notifiedAt'
  >
>;

/** Keeps alerts. A second alert for an open cause is refused by the database. */
export function createAlertsModel(connection: Connection) {
  const alerts = connection.model<AlertDocument>('Alert', alertSchema);
  const toAlert = ({ _id, causeKey: _causeKey, ...document }: AlertDocument): Alert => ({
    ...document,
    id: _id,
    openedAt: document.openedAt.getTime(),
    lastSeenAt: document.lastSeenAt.getTime(),
    resolvedAt: document.resolvedAt?.getTime() ?? null,
    snoozedUntil: document.snoozedUntil?.getTime() ?? null,
    notifiedAt: document.notifiedAt?.getTime() ?? null,
  });
  const one = (document: unknown) => (document ? toAlert(document as AlertDocument) : null);
  return {
    /** False when the cause is open already. */
    async open({ id, openedAt, lastSeenAt, resolvedAt, snoozedUntil, notifiedAt, ...rest }: Alert): Promise<boolean> {
      const dates = {
        openedAt: new Date(openedAt),
        lastSeenAt: new Date(lastSeenAt),
        resolvedAt: toDate(resolvedAt),
        snoozedUntil: toDate(snoozedUntil),
        notifiedAt: toDate(notifiedAt),
      };
      try {
        await alerts.create([{ ...rest, ...dates, _id: id, causeKey: causeKeyOf(rest) }]);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async findById(id: string): Promise<Alert | null> {
      return one(await alerts.findById(id).lean());
    },
    /** What is not resolved. */
    async listOpen(campaignId: string): Promise<readonly Alert[]> {
      const documents = await alerts.find({ campaignId, resolvedAt: null }).sort({ _id: 1 }).lean();
      return documents.map((document) => toAlert(document as AlertDocument));
    },
    async list(
      filter: Partial<Pick<Alert, 'campaignId' | 'state' | 'rule'>>,
      cursor: string | undefined,
      limit: number,
    ): Promise<readonly Alert[]> {
      const documents = await alerts
        .find({ ...filter, ...beforeId(cursor) })
        .sort({ _id: -1 })
        .limit(limit)
        .lean();
      return documents.map((document) => toAlert(document as AlertDocument));
    },
    async changeAtRev(id: string, rev: number, change: AlertChange): Promise<Alert | null> {
      const { lastSeenAt, resolvedAt, snoozedUntil, notifiedAt, ...rest } = change;
      const set = {
        ...rest,
        ...(lastSeenAt === undefined ? {} : { lastSeenAt: new Date(lastSeenAt) }),
        ...(resolvedAt === undefined ? {} : { resolvedAt: toDate(resolvedAt) }),
        ...(snoozedUntil === undefined ? {} : { snoozedUntil: toDate(snoozedUntil) }),
        ...(notifiedAt === undefined ? {} : { notifiedAt: toDate(notifiedAt) }),
      };
      const unset = resolvedAt ? { $unset: { causeKey: 1 } } : {};
      return one(
        await alerts
          .findOneAndUpdate({ _id: id, rev }, { $set: set, $inc: { rev: 1 }, ...unset }, { returnDocument: 'after' })
          .lean(),
      );
    },
  };
}
export type AlertsModel = ReturnType<typeof createAlertsModel>;
