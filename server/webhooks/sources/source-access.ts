import type { Actor } from '../../http/actor.ts';
import { notFound, refuse } from '../../refusal.ts';
import type { Source, SourcesModel } from './sources.model.ts';

/**
 * Which sources somebody may see. A platform (a person or a key of that role) sees the sources it made or was given, and no
 * others: to it they do not exist. Everybody else who may look sees all.
 */
export function createSourceAccess(model: Pick<SourcesModel, 'findById' | 'listAll'>) {
  const isOwn = (actor: Actor, source: Pick<Source, 'platforms'>) =>
    actor.role !== 'platform' || source.platforms.includes(actor.id);
  return {
    /** The sources a list is narrowed to; undefined for all. */
    async narrowedTo(actor: Actor): Promise<readonly string[] | undefined> {
      if (actor.role !== 'platform') return undefined;
      return (await model.listAll()).filter((source) => isOwn(actor, source)).map(({ id }) => id);
    },
    /** @throws Refusal `not_found` for a source that is not the actor's. */
    async check(actor: Actor, sourceId: string): Promise<void> {
      if (actor.role !== 'platform') return;
      const source = await model.findById(sourceId);
      if (!source || !isOwn(actor, source)) throw notFound('webhook_source', sourceId);
    },
    /** Who has a source is not for the platforms to say. @throws Refusal `forbidden`. */
    checkGrant(actor: Actor, platforms: readonly string[] | undefined): void {
      if (actor.role === 'platform' && platforms !== undefined)
        throw refuse(
          'forbidden',
          'not_yours_to_give',
          'A buyer or an admin decides which platforms see a source.',
          'platforms',
        );
    },
  };
}
export type SourceAccess = ReturnType<typeof createSourceAccess>;
