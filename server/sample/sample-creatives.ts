import type { CreateCreativeRequest, CreativeResponse } from '../../shared/contracts/creatives.ts';
import { addDays, type Day } from '../../shared/domain/calendar/day.ts';
import type { ApiClient } from './api-client.ts';
import { onePagePdf } from './one-page-pdf.ts';

type SampleCreative = Readonly<{ creative: CreateCreativeRequest; signatory: string }>;

const DISCLAIMER = 'Paid for by Neighbors Forward.';

/** Three testimonials, each with an Ad-ID, a disclaimer and a signed release. */
function sampleCreatives(startDay: Day): readonly SampleCreative[] {
  const endDay = addDays(startDay, 42);
  const testimonial = (title: string, adId: string, lengthSeconds: 15 | 30 | 60): CreateCreativeRequest => ({
    title,
    adId,
    kind: 'testimonial',
    lengthSeconds,
    definition: 'HD',
    startDay: addDays(startDay, -7),
    endDay,
    disclaimer: { text: DISCLAIMER, seconds: 4, heightBasisPoints: 450 },
    rotationWeight: 100,
  });
  return [
    { creative: testimonial('Rosa keeps the corner store open', 'NBFW2611060H', 60), signatory: 'Rosa Delgado' },
    { creative: testimonial('Mr. Okafor walks them to school', 'NBFW2611030H', 30), signatory: 'Emeka Okafor' },
    { creative: testimonial('June on the block that came back', 'NBFW2611015H', 15), signatory: 'June Walker' },
  ];
}

/** Adds the sample's creatives, files their releases and has them approved. */
export async function addSampleCreatives(api: ApiClient, campaignId: string, startDay: Day): Promise<void> {
  await api.put(`/api/v1/campaigns/${campaignId}/creative-rules`, {
    disclaimer: { requiredText: DISCLAIMER, minimumSeconds: 4, minimumHeightBasisPoints: 400 },
  });
  for (const { creative, signatory } of sampleCreatives(startDay)) {
    const { id } = await api.post<CreativeResponse>(`/api/v1/campaigns/${campaignId}/creatives`, creative);
    await api.put(`/api/v1/creatives/${id}/release`, {
      signatory,
      signedDay: addDays(startDay, -20),
      expiryDay: addDays(startDay, 90),
    });
    const paper = onePagePdf([
      'Release of testimonial',
      `I, ${signatory}, allow Neighbors Forward to use my words and picture in`,
      `"${creative.title}" (${creative.adId}).`,
      `Signed ${addDays(startDay, -20)}.`,
    ]);
    await api.upload(
      `/api/v1/creatives/${id}/release-file?name=release-${creative.adId}.pdf`,
      'application/pdf',
      paper,
    );
    await api.post(`/api/v1/creatives/${id}/submit`);
    await api.post(`/api/v1/creatives/${id}/approve`);
  }
}
