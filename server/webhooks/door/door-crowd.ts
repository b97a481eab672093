import { errorIssue } from '../../../shared/domain/issue.ts';
import { later, problem, type Answer } from './door-answers.ts';

const MAX_BYTES_UNDER_WAY = 64 * 1_048_576;
const MAX_POSTS_OF_ONE_SOURCE = 512;
const MAX_BACKLOG = 200_000;

/** How many posts and bytes are in the door at once: who would make it too many is told when to come again. */
export function createDoorCrowd(backlog: () => number) {
  let bytesUnderWay = 0;
  const ofSources = new Map<string, number>();
  return {
    /** Null when the post may come in: then it counts until it leaves. `size` in bytes, as announced. */
    enter(sourceId: string, size: number, requestId: string): Answer | null {
      const ofSource = ofSources.get(sourceId) ?? 0;
      if (ofSource >= MAX_POSTS_OF_ONE_SOURCE) {
        const message = `${ofSource} posts of this source are under way; at most ${MAX_POSTS_OF_ONE_SOURCE} are taken at once.`;
        return problem({
          kind: 'too_many',
          requestId,
          retryAfterSeconds: 1,
          issues: [errorIssue('too_many_at_once', message)],
        });
      }
      if (bytesUnderWay + size > MAX_BYTES_UNDER_WAY || backlog() > MAX_BACKLOG)
        return later(requestId, 'busy', 'We are catching up. Send it again in a moment.', 2);
      bytesUnderWay += size;
      ofSources.set(sourceId, ofSource + 1);
      return null;
    },
    leave(sourceId: string, size: number): void {
      bytesUnderWay -= size;
      const left = (ofSources.get(sourceId) ?? 1) - 1;
      if (left > 0) ofSources.set(sourceId, left);
      else ofSources.delete(sourceId);
    },
  };
}
