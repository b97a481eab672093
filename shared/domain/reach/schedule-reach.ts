import { warningIssue, type Issue } from '../issue.ts';
import { channelGroup, type Channel, type ChannelGroup } from '../plan.ts';
import { betaBinomialReach } from './beta-binomial.ts';
import { dispersionOf, nbdReach, nbdReachShare, PUBLISHED_DISPERSION, USUAL_DISPERSION } from './negative-binomial.ts';
import type { ReachAnswer, ReachModel } from './reach-answer.ts';
import { reachAssumptions } from './reach-words.ts';

/** What one line delivers or should deliver. Points, ratings and two-spot reach are in hundredths of a point. */
export type ReachLine = Readonly<{
  id: string;
  name: string;
  channel: Channel;
  station: string | null;
  demo: string | null;
  grpHundredths: number;
  impressions: number;
  spots: number | null;
  ratingHundredths: number | null;
  twoSpotReachHundredths: number | null;
}>;

/** Lines, then stations, then channel groups, then the campaign. */
export type ReachRowKind = 'line' | 'station' | 'group' | 'campaign';

/**
 * Points, reach and frequency of a part of the schedule. `reach`, `low` and `high` are shares of the people in the market; `low` and
 * `high` are the published NBD band (null under beta-binomial). `distribution[k]` is the share exposed k times, the last: or more.
 */
export type ReachRow = Readonly<{
  kind: ReachRowKind;
  key: string;
  label: string;
  group: ChannelGroup | null;
  grpHundredths: number;
  impressions: number;
  spots: number | null;
  model: ReachModel;
  dispersion: number | null;
  reach: number;
  low: number | null;
  high: number | null;
  frequency: number;
  distribution: readonly number[];
  issues: readonly Issue[];
}>;

export type ScheduleReach = Readonly<{
  people: number;
  dispersion: number;
  rows: readonly ReachRow[];
  assumptions: readonly Issue[];
}>;
export type ScheduleReachInput = Readonly<{
  lines: readonly ReachLine[];
  people: number;
  /** Where the number of people comes from, in a sentence. */
  peopleBasis?: string | undefined;
  dispersion?: number | undefined;
}>;

type Part = Omit<ReachRow, 'model' | 'dispersion' | 'reach' | 'low' | 'high' | 'frequency' | 'distribution' | 'issues'>;

/**
 * Reach of a schedule from its lines up: each TV line, each station, each group of channels, and all together. Across vehicles rating
 * points add up and the NBD gives the reach, so that duplication follows habits and not chance; a line whose one- and two-spot
 * audiences are known is beta-binomial. No whole reaches less than one of its parts.
 * Example: TV 200 points and digital 100 points → the reach of 300 points, 62–66 %.
 */
export function scheduleReach(input: ScheduleReachInput): ScheduleReach {
  const { lines, people, peopleBasis = '', dispersion = USUAL_DISPERSION } = input;
  const lineRows = lines.map((line) => lineRow(line, dispersion));
  const rowOf = (part: Pick<Part, 'kind' | 'key' | 'label' | 'group'>, members: readonly ReachLine[]) => {
    const best = Math.max(
      0,
      ...lineRows.filter((row) => members.some(({ id }) => id === row.key)).map(({ reach }) => reach),
    );
    return wholeRow({ ...part, ...sumOf(members) }, dispersion, best);
  };
  const stations = [...new Set(lines.flatMap(({ station }) => station ?? []))].sort();
  const groups = (['tv', 'digital', 'audio', 'outdoor'] as const).filter((group) =>
    lines.some(({ channel }) => channelGroup(channel) === group),
  );
  return {
    people,
    dispersion,
    rows: [
      ...lineRows,
      ...stations.map((station) =>
        rowOf(
          { kind: 'station', key: station, label: station, group: null },
          lines.filter((line) => line.station === station),
        ),
      ),
      ...groups.map((group) =>
        rowOf(
          { kind: 'group', key: group, label: GROUP_WORDS[group], group },
          lines.filter(({ channel }) => channelGroup(channel) === group),
        ),
      ),
      ...(lines.length > 0
        ? [rowOf({ kind: 'campaign', key: 'campaign', label: 'All together', group: null }, lines)]
        : []),
    ],
    assumptions: reachAssumptions({ lines, people, peopleBasis, dispersion }),
  };
}

const GROUP_WORDS: Readonly<Record<ChannelGroup, string>> = {
  tv: 'TV',
  digital: 'Digital',
  audio: 'Audio',
  outdoor: 'Outdoor',
};

function sumOf(lines: readonly ReachLine[]): Pick<Part, 'grpHundredths' | 'impressions' | 'spots'> {
  const sum = (of: (line: ReachLine) => number) => lines.reduce((total, line) => total + of(line), 0);
  const hasSpots = lines.some(({ spots }) => spots !== null);
  return {
    grpHundredths: sum((line) => line.grpHundredths),
    impressions: sum((line) => line.impressions),
    spots: hasSpots ? sum((line) => line.spots ?? 0) : null,
  };
}

function lineRow(line: ReachLine, dispersion: number): ReachRow {
  const { id, name, channel, grpHundredths, impressions, spots } = line;
  const part: Part = {
    kind: 'line',
    key: id,
    label: name,
    group: channelGroup(channel),
    grpHundredths,
    impressions,
    spots,
  };
  const { ratingHundredths, twoSpotReachHundredths } = line;
  if (spots === null || spots === 0 || ratingHundredths === null || twoSpotReachHundredths === null) {
    return wholeRow(part, dispersion, 0);
  }
  const fitted = betaBinomialReach({
    reachOne: ratingHundredths / 10_000,
    reachTwo: twoSpotReachHundredths / 10_000,
    insertions: spots,
  });
  if (fitted.kind === 'refused') {
    const row = wholeRow(part, dispersion, 0);
    const reasons = fitted.issues.map(({ code, message, path }) =>
      warningIssue(code, `${message} The NBD is used instead.`, path),
    );
    return { ...row, issues: [...row.issues, ...reasons] };
  }
  return { ...part, ...answerOf(fitted), dispersion: null, low: null, high: null };
}

function wholeRow(part: Part, dispersion: number, best: number): ReachRow {
  const grps = part.grpHundredths / 100;
  const mean = grps / 100;
  const isLifted = best > nbdReachShare(mean, dispersion) + 1e-12;
  const used = isLifted ? dispersionOf(mean, best) : dispersion;
  const result = nbdReach(grps, used, part.kind === 'line' || part.kind === 'station' ? 'nbd' : 'combined');
  if (result.kind === 'refused') throw new RangeError(result.issues.map(({ message }) => message).join(' '));
  const [low, high] = PUBLISHED_DISPERSION.map((kappa) => nbdReachShare(mean, kappa));
  const lifted = warningIssue(
    'lifted_to_best_part',
    `One line alone reaches ${(100 * best).toFixed(1)} % by its measured audiences, more than these points usually give; dispersion is raised to ${used.toFixed(2)} so that the whole is not below its part.`,
  );
  const issues = isLifted ? [lifted] : [];
  const answer = isLifted ? atLeast(answerOf(result), best, mean) : answerOf(result);
  return { ...part, ...answer, dispersion: used, low: low ?? null, high: high ?? null, issues };
}

type Answer = Pick<ReachAnswer, 'model' | 'reach' | 'frequency' | 'distribution' | 'issues'>;

/** The answer with at least this reach: what a few large ratings give can lie above any NBD. Its shape is kept. */
function atLeast(answer: Answer, reach: number, meanExposures: number): Answer {
  if (answer.reach >= reach || answer.reach === 0) return answer;
  const distribution = answer.distribution.map((share, k) => (k === 0 ? 1 - reach : (share * reach) / answer.reach));
  return { ...answer, reach, frequency: meanExposures / reach, distribution };
}

function answerOf({ model, reach, frequency, distribution, issues }: ReachAnswer): Answer {
  return { model, reach, frequency, distribution, issues };
}
