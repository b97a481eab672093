import { Schema, type Connection } from 'mongoose';
import type { AlertResponse, AlertSettings } from '../../../shared/contracts/alerts.ts';

/** A way outside the app. */
export type OutsideChannel = Exclude<AlertSettings['channels'][number], { kind: 'in_app' }>;
/** What is told of an alert: as it was when it was told. */
export type ToldAlert = Pick<
  AlertResponse,
  'id' | 'rule' | 'severity' | 'state' | 'subjectKind' | 'subjectId' | 'subjectLabel' | 'message'
>;

/** Something to be told through one channel, until it was taken or given up. Its id is the same for every try. */
export type Notice = Readonly<{
  id: string;
  campaignId: string;
  campaignName: string;
  channel: OutsideChannel;
  alerts: readonly ToldAlert[];
  createdAt: number;
  status: 'waiting' | 'delivered' | 'given_up';
  tries: number;
  nextAt: number;
  lastTriedAt: number | null;
  /** What came of the last try. */
  detail: string | null;
}>;

type NoticeDocument = Omit<Notice, 'id' | 'createdAt' | 'nextAt' | 'lastTriedAt'> & {
  _id: string;
  createdAt: Date;
  nextAt: Date;
  lastTriedAt: Date | null;
};

const noticeSchema = new Schema<NoticeDocument>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    campaignName: { type: String, required: true },
    channel: { type: Schema.Types.Mixed, required: true },
    alerts: { type: Schema.Types.Mixed, required: true },
    createdAt: { type: Date, required: true },
    status: { type: String, required: true },
    tries: { type: Number, required: true },
    nextAt: { type: Date, required: true },
    lastTriedAt: { type: Date, default: null },
    detail: { type: String, default: null },
  },
  { collection: 'alert_notices', versionKey: false },
);
noticeSchema.index({ status: 1, nextAt: 1 });
noticeSchema.index({ campaignId: 1, _id: -1 });

/** Keeps what is to be told; a try is claimed by compare-and-set on the count of tries. */
export function createNoticesModel(connection: Connection) {
  const notices = connection.model<NoticeDocument>('AlertNotice', noticeSchema);
  const toNotice = ({ _id, createdAt, nextAt, lastTriedAt, ...rest }: NoticeDocument): Notice => ({
    ...{ ...rest, id: _id, createdAt: createdAt.getTime(), nextAt: nextAt.getTime() },
    lastTriedAt: lastTriedAt?.getTime() ?? null,
  });
  return {
    async insert(all: readonly Notice[]): Promise<void> {
      const documents = all.map(({ id, createdAt, nextAt, lastTriedAt: _never, ...rest }) => ({
        ...{ ...rest, _id: id, createdAt: new Date(createdAt), nextAt: new Date(nextAt), lastTriedAt: null },
      }));
      await notices.create(documents, { ordered: true });
    },
    async listDue(now: number, limit: number): Promise<readonly Notice[]> {
      const due = { status: 'waiting' as const, nextAt: { $lte: new Date(now) } };
      const documents = await notices.find(due).sort({ nextAt: 1 }).limit(limit).lean();
      return documents.map((document) => toNotice(document as NoticeDocument));
    },
    /** True for the one process that may try now; if it dies, the notice is due again at `nextAt`. */
    async claim(notice: Notice, now: number, nextAt: number): Promise<boolean> {
      const set = { tries: notice.tries + 1, lastTriedAt: new Date(now), nextAt: new Date(nextAt) };
      const known = { _id: notice.id, status: 'waiting' as const, tries: notice.tries };
      return (await notices.updateOne(known, { $set: set })).modifiedCount === 1;
    },
    async note(id: string, status: Notice['status'], detail: string): Promise<void> {
      await notices.updateOne({ _id: id }, { $set: { status, detail } });
    },
    /** Newest first. */
    async list(campaignId: string, limit: number): Promise<readonly Notice[]> {
      const documents = await notices.find({ campaignId }).sort({ _id: -1 }).limit(limit).lean();
      return documents.map((document) => toNotice(document as NoticeDocument));
    },
  };
}
export type NoticesModel = ReturnType<typeof createNoticesModel>;
