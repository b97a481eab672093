import type { CreativeResponse } from '../../shared/contracts/creatives.ts';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { wireInstantOrNull } from '../http/wire-instant.ts';
import type { CreativeView } from './creative-view.ts';

/** A creative as the wire shows it. */
export function toCreativeResponse({ creative, eligibleToday, issues, use }: CreativeView): CreativeResponse {
  const { approval, release, startDay, endDay } = creative;
  return {
    id: creative.id,
    campaignId: creative.campaignId,
    rev: creative.rev,
    title: creative.title,
    adId: creative.adId,
    adIdKind: creative.adId.length === 8 ? 'isci' : 'ad_id',
    kind: creative.kind,
    lengthSeconds: creative.lengthSeconds,
    definition: creative.definition,
    startDay,
    endDay,
    lastDay: endDay === null ? null : addDays(endDay, -1),
    dayparts: creative.dayparts === null ? null : [...creative.dayparts],
    disclaimer: creative.disclaimer,
    rotationWeight: creative.rotationWeight,
    approval: { status: approval.status, by: approval.by, at: wireInstantOrNull(approval.at), note: approval.note },
    release: release && {
      signatory: release.signatory,
      signedDay: release.signedDay,
      expiryDay: release.expiryDay,
      file: release.file && {
        name: release.file.name,
        type: release.file.type,
        bytes: release.file.bytes,
        sha256: release.file.sha256,
      },
    },
    eligibleToday,
    issues: [...issues],
    use: { coming: use.coming, aired: use.aired, nextAirAt: wireInstantOrNull(use.nextAirAt) },
    createdAt: new Date(creative.createdAt).toISOString(),
    updatedAt: new Date(creative.updatedAt).toISOString(),
  };
}

/** A creative as an answer, with its revision as ETag. */
export function creativeAnswer(view: CreativeView) {
  return { body: toCreativeResponse(view), rev: view.creative.rev };
}
