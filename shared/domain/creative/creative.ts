import type { Day } from '../calendar/day.ts';

/** A testimonial's signed release. Days are ISO; `expiryDay` is the first day it no longer holds. */
export type TestimonialRelease = Readonly<{
  fileId: string;
  signatory: string;
  signedDay?: string;
  expiryDay?: string;
}>;

/** On-screen sponsor line as produced: its text, seconds shown, and share of the picture height in basis points. */
export type Disclaimer = Readonly<{ text: string; seconds: number; heightBasisPoints: number }>;

export type CreativeApproval = 'draft' | 'in_review' | 'approved' | 'rejected';

type CreativeBase = Readonly<{
  id: string;
  title: string;
  /** Ad-ID or ISCI as typed; compared normalised. */
  adId: string;
  lengthSeconds: number;
  definition: 'SD' | 'HD';
  approval: CreativeApproval;
  /** First day it may air; left out, at once. */
  startDay?: Day;
  /** First day it may no longer air (exclusive); left out, without end. */
  endDay?: Day;
  /** Dayparts it may air in; left out, all. */
  dayparts?: readonly string[];
  disclaimer?: Disclaimer;
}>;

/** One commercial. A testimonial carries a release, or is known to lack one. */
export type Creative =
  | (CreativeBase & Readonly<{ kind: 'standard' }>)
  | (CreativeBase & Readonly<{ kind: 'testimonial'; release?: TestimonialRelease }>);

/** One airing a creative is wanted for. `airDay` is an ISO day in the market's zone. */
export type Airing = Readonly<{
  airDay: Day;
  lengthSeconds: number;
  daypart?: string;
  /** What the station takes; left out, both. */
  definition?: 'SD' | 'HD';
}>;

/** What a disclaimer must hold, as data: it differs by market and advertiser. */
export type DisclaimerRule = Readonly<{
  /** Words the text must contain, compared without case and extra spaces. */
  requiredText: string;
  minimumSeconds: number;
  minimumHeightBasisPoints: number;
}>;

/** Which rules apply; an advertiser without a disclaimer rule is not checked for one. */
export type CreativeRules = Readonly<{ disclaimer?: DisclaimerRule }>;
