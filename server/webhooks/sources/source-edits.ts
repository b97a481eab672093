import type { RecordAudit } from '../../audit/audit.service.ts';
import type { Actor } from '../../http/actor.ts';
import type { Announce } from '../../live/live.ts';
import { notFound, stale } from '../../refusal.ts';
import type { SourceDirectory } from './source-directory.ts';
import type { Source, SourcesModel } from './sources.model.ts';

/** Who changes a source. */
export type By = Readonly<{ actor: Actor; requestId?: string }>;

export type SourceEditsInput = Readonly<{
  model: Pick<SourcesModel, 'findById' | 'changeAtRev'>;
  directory: Pick<SourceDirectory, 'forget'>;
  audit: RecordAudit;
  announce: Announce;
}>;

/** The way every change of a source goes: one compare-and-set, then the door forgets it, audit and announcement. */
export function createSourceEdits(input: SourceEditsInput) {
  const { model, audit, announce } = input;

  const get = async (id: string): Promise<Source> => {
    const source = await model.findById(id);
    if (!source || source.internal) throw notFound('webhook_source', id);
    return source;
  };

  const change = async (
    id: string,
    rev: number | null,
    set: (source: Source) => Parameters<SourcesModel['changeAtRev']>[2],
    by: By & { action: string },
  ): Promise<Source> => {
    const before = await get(id);
    if (rev !== null && rev !== before.rev) throw stale('webhook source', rev, before.rev);
    const after = await model.changeAtRev(id, before.rev, set(before));
    if (!after) throw stale('webhook source', before.rev, (await get(id)).rev);
    input.directory.forget(id);
    const visible = ({ secrets, sequences: _sequences, ...rest }: Source) => ({
      ...rest,
      secrets: secrets.map(({ sealed: _sealed, ...shown }) => shown),
    });
    await audit({
      actor: by.actor,
      action: by.action,
      noun: 'webhook_source',
      targetId: id,
      before: visible(before),
      after: visible(after),
      requestId: by.requestId,
    });
    announce({ kind: 'webhook_source', campaignId: null, id });
    return after;
  };

  return { get, change };
}
export type SourceEdits = ReturnType<typeof createSourceEdits>;
