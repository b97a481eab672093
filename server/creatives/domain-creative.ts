import { copyOutlook } from '../../shared/domain/creative/copy-outlook.ts';
import type { Creative, CreativeRules, DisclaimerRule } from '../../shared/domain/creative/creative.ts';
import { whyNotOnDay, whyNotReady } from '../../shared/domain/creative/eligible-creatives.ts';
import { addDays, type Day } from '../../shared/domain/calendar/day.ts';
import type { Issue } from '../../shared/domain/issue.ts';
import type { StoredCreative } from './creatives.model.ts';

/** How many days ahead an ending creative or release is told on the creative itself. */
const SOON_DAYS = 14;

/** A stored creative as the domain knows it: nothing where the store has null. */
export function toDomainCreative(stored: StoredCreative): Creative {
  const base = {
    id: stored.id,
    title: stored.title,
    adId: stored.adId,
    lengthSeconds: stored.lengthSeconds,
    definition: stored.definition,
    approval: stored.approval.status,
    ...(stored.startDay === null ? {} : { startDay: stored.startDay }),
    ...(stored.endDay === null ? {} : { endDay: stored.endDay }),
    ...(stored.dayparts === null ? {} : { dayparts: stored.dayparts }),
    ...(stored.disclaimer === null ? {} : { disclaimer: stored.disclaimer }),
  };
  if (stored.kind === 'standard') return { ...base, kind: 'standard' };
  const { release } = stored;
  if (!release) return { ...base, kind: 'testimonial' };
  return {
    ...base,
    kind: 'testimonial',
    release: {
      fileId: release.file?.id ?? '',
      signatory: release.signatory,
      ...(release.signedDay === null ? {} : { signedDay: release.signedDay }),
      ...(release.expiryDay === null ? {} : { expiryDay: release.expiryDay }),
    },
  };
}

/** A campaign's rules as the domain takes them. */
export function toRules(disclaimer: DisclaimerRule | null): CreativeRules {
  return disclaimer === null ? {} : { disclaimer };
}

/** Whether a creative could air today, every reason why not, and what ends soon. */
export function standingOf(
  stored: StoredCreative,
  rules: CreativeRules,
  today: Day,
): Readonly<{ eligibleToday: boolean; issues: readonly Issue[] }> {
  const creative = toDomainCreative(stored);
  const reasons = [...whyNotReady(creative, rules), ...whyNotOnDay(creative, today)];
  const toDay = addDays(today, SOON_DAYS);
  const soon = copyOutlook({ spots: [], creatives: [creative], fromDay: today, toDay, rules });
  return { eligibleToday: reasons.length === 0, issues: [...reasons, ...soon] };
}
