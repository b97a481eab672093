import { Link } from '@tanstack/react-router';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import { ApiError, wordsOf } from '../../api/call.ts';
import { IssueList } from '../../parts/notices/issue-list.tsx';
import { count, day, money, percent, shortCount } from '../../words/format.ts';
import { GROUP_NAMES, type LeftLine, type SplitLine } from '../split-model.ts';
import classes from '../split.module.css';

/** What the chosen line's curve rests on, and how much delivery has told so far. */
export function LineBasis({ split, unitWord }: { split: SplitLine; unitWord: string }) {
  const { line, basis, forecast } = split;
  return (
    <>
      <li>
        <strong>{line.name}.</strong> {basis}
      </li>
      {forecast && (
        <li>
          <dl className={classes.learned}>
            <dt>Expected at {money(forecast.atPlan.cents)}</dt>
            <dd>
              {shortCount(forecast.atPlan.now.middle)} {unitWord}, 8 in 10 between {shortCount(forecast.atPlan.now.low)}{' '}
              and {shortCount(forecast.atPlan.now.high)}
            </dd>
            <dt>How sure</dt>
            <dd>
              ± {percent(spreadOf(forecast.atPlan.now), 0)}
              {forecast.facts.kind !== 'none' && `; ± ${percent(spreadOf(forecast.atPlan.before), 0)} before delivery`}
            </dd>
            <dt>Learned from</dt>
            <dd>{factsOf(forecast.facts)}</dd>
          </dl>
        </li>
      )}
    </>
  );
}

type Forecast = NonNullable<SplitLine['forecast']>;

/** Half the band as a share of the middle. */
function spreadOf({ low, high }: Forecast['atPlan']['now']): number {
  return low > 0 ? Math.sqrt(high / low) - 1 : 0;
}

function factsOf({ kind, days, from, through, spentCents }: Forecast['facts']): string {
  if (kind === 'none' || from === null || through === null) return 'nothing delivered yet';
  const what = kind === 'response' ? 'spend and response' : 'what a dollar bought';
  return `${what} on ${days} ${days === 1 ? 'day' : 'days'}, ${day(from)} to ${day(through)}, ${money(spentCents)}`;
}

/** Where the people of the market come from, and where to set them. */
export function PeopleBasis({ campaign, people }: { campaign: CampaignResponse; people: number }) {
  const isAsked = people !== campaign.peopleInMarket;
  return (
    <li>
      <strong>{count(people)} people in the market.</strong>{' '}
      {isAsked
        ? `Asked for here, to see what if; the campaign counts ${count(campaign.peopleInMarket)}.`
        : campaign.peopleBasis}{' '}
      <Link to="/campaigns/$campaignId" params={{ campaignId: campaign.id }} search={{ settings: true }}>
        Campaign settings
      </Link>
    </li>
  );
}

/** The lines the split leaves alone, by reason. */
export function LeftOut({ left }: { left: readonly LeftLine[] }) {
  const reasons = [...new Set(left.map((one) => one.reason))];
  return reasons.map((reason) => {
    const lines = left.filter((one) => one.reason === reason).map((one) => one.line);
    const held = money(lines.reduce((sum, line) => sum + line.budgetCents, 0));
    return (
      <li key={reason}>
        <strong>
          {lines.length === 1 ? `${lines[0]?.name ?? ''} stays` : `${lines.length} lines stay`} as planned, {held}.
        </strong>{' '}
        {reason} <span className="quiet">{lines.length > 1 && lines.map((line) => line.name).join(', ')}</span>
      </li>
    );
  });
}

/** Why no split meets the wishes: each constraint that clashes, by the names on screen, then the least changes of which one would do. */
export function SplitRefused({ error, lines = [] }: { error: unknown; lines?: readonly Named[] }) {
  const issues =
    error instanceof ApiError && error.errors.length > 0
      ? error.errors
      : [{ code: 'failed', path: '', message: wordsOf(error) }];
  const named = issues.map((issue) => ({
    ...issue,
    severity: 'error' as const,
    message: withNames(issue.message, lines),
  }));
  const clashes = named.filter(({ code }) => code !== 'least_relaxation');
  const ways = [...new Set(named.filter(({ code }) => code === 'least_relaxation').map(({ message }) => message))];
  const others = ways.filter((way) => !clashes.some(({ message }) => message.includes(way)));
  return (
    <div role="alert" style={{ marginTop: 14 }}>
      <IssueList issues={clashes} />
      {others.length > 0 && (
        <p className={classes.ways}>
          {clashes.length > 0 && 'Or: '}
          {others.join(' ')}
        </p>
      )}
    </div>
  );
}

type Named = Readonly<{ id: string; name: string }>;

/** Lines and groups are sent by id; people know them by name. */
function withNames(message: string, lines: readonly Named[]): string {
  const groups = Object.entries(GROUP_NAMES).map(([id, name]) => ({ id, name }));
  return [...lines, ...groups].reduce(
    (text, { id, name }) => text.replaceAll(`roup "${id}"`, `roup ${name}`).replaceAll(`ine "${id}"`, `ine ${name}`),
    message,
  );
}
