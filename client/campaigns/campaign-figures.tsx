import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { PacingResponse } from '../../shared/contracts/pacing.ts';
import { Figure, FigureStrip } from '../parts/figures/figure.tsx';
import { count, day, money, NO_VALUE, percent, shortMoney } from '../words/format.ts';
import { PaceChip } from './pace-chip.tsx';

const orNothing = (value: number | null, say: (value: number) => string) => (value === null ? NO_VALUE : say(value));

/** The headline figures of a campaign; each glows when a delivery changes it. */
export function CampaignFigures({ campaign, pacing }: { campaign: CampaignResponse; pacing: PacingResponse }) {
  const row = pacing.campaign;
  const impressions = row.byWindow.reduce((sum, part) => sum + part.impressions, 0);
  const through = row.dataThrough ? `through ${day(row.dataThrough)}` : 'nothing reported yet';
  return (
    <FigureStrip label="Headline figures">
      <Figure
        label="Budget, gross"
        value={money(campaign.budgetCents)}
        note={row.budget === null ? 'nothing planned' : `${money(row.budget)} planned`}
      />
      <Figure label="Spent" value={orNothing(row.delivered, money)} note={through} />
      <Figure
        label="Pace"
        value={orNothing(row.pace, (pace) => percent(pace))}
        note={<PaceChip row={{ ...row, pace: null }} />}
      />
      <Figure
        label="Projected at the end"
        value={orNothing(row.projection?.value ?? null, money)}
        note={
          row.projection
            ? `80% between ${shortMoney(row.projection.low)} and ${shortMoney(row.projection.high)}`
            : 'not enough data'
        }
      />
      <Figure
        label="Needed per day"
        value={orNothing(row.neededPerDay, money)}
        note={row.neededRatio === null ? undefined : `${percent(row.neededRatio, 0)} of plan`}
      />
      <Figure
        label="Impressions"
        value={row.cpmMicros === null ? NO_VALUE : count(impressions)}
        note={
          row.cpmMicros === null ? 'nobody told any yet' : `${money(Math.round(row.cpmMicros / 10_000))} CPM where told`
        }
      />
    </FigureStrip>
  );
}
