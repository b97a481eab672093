import { createHash } from 'node:crypto';
import type { EditContext } from '../../campaigns/campaigns.service.ts';
import type { NewId } from '../../ids.ts';
import { refuse } from '../../refusal.ts';
import type { CreativeEdits } from '../creative-edits.ts';
import type { CreativeView } from '../creative-view.ts';
import type { CreativesModel, StoredRelease } from '../creatives.model.ts';

export type ReleasesInput = Readonly<{
  model: Pick<CreativesModel, 'insertFile' | 'findFile'>;
  edits: Pick<CreativeEdits, 'get' | 'edit'>;
  newId: NewId;
}>;

/** The signed releases of testimonials and the papers behind them. */
export function createReleases({ model, edits, newId }: ReleasesInput) {
  return {
    async setRelease(
      id: string,
      release: Omit<StoredRelease, 'file'> | null,
      context: EditContext,
    ): Promise<CreativeView> {
      const before = await edits.get(id);
      if (before.kind !== 'testimonial' && release) {
        throw refuse(
          'conflict',
          'not_a_testimonial',
          `${before.title} is not a testimonial; a release is for testimonials only.`,
          'kind',
        );
      }
      return edits.edit(
        before,
        { release: release && { ...release, file: before.release?.file ?? null } },
        'released',
        context,
      );
    },

    async addReleaseFile(
      id: string,
      file: Readonly<{ name: string; type: string; data: Uint8Array }>,
      context: EditContext,
    ): Promise<CreativeView> {
      const before = await edits.get(id);
      if (!before.release) {
        throw refuse('conflict', 'release_first', 'Say who signed the release first, then send the file.', 'release');
      }
      const fileId = newId('fil');
      const data = Buffer.from(file.data);
      await model.insertFile(fileId, { creativeId: id, name: file.name, type: file.type, data });
      const sha256 = createHash('sha256').update(data).digest('hex');
      const stored = { id: fileId, name: file.name, type: file.type, bytes: data.byteLength, sha256 };
      return edits.edit(before, { release: { ...before.release, file: stored } }, 'release_file_added', context);
    },

    async releaseFile(id: string) {
      const creative = await edits.get(id);
      const file = creative.release?.file ? await model.findFile(creative.release.file.id) : null;
      if (!file)
        throw refuse('not_found', 'release_file_not_found', `${creative.title} has no release on file.`, 'release');
      return file;
    },
  };
}
