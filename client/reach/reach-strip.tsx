import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { decimal, points } from '../words/format.ts';
import { plannedReachQuery } from './reach-queries.ts';
import { bandWord, modelWord, share } from './reach-words.ts';
import classes from './reach.module.css';

/** What the plan reaches, in one line under its money; opens where the figure comes from. */
export function ReachStrip({ campaignId, planId }: { campaignId: string; planId: string }) {
  const { data } = useQuery(plannedReachQuery(campaignId, planId));
  const all = data?.rows.find((row) => row.kind === 'campaign');
  if (!data || !all || all.grpHundredths === 0) return null;
  const tv = data.rows.find((row) => row.kind === 'group' && row.key === 'tv');
  return (
    <p className={classes.strip} aria-label="Reach of the plan">
      <Link to="/campaigns/$campaignId/reach" params={{ campaignId }} search={{ plan: planId }}>
        Reach {share(all.reach)}
      </Link>
      <span>
        {bandWord(all)} by {modelWord(all)}
      </span>
      <span>frequency {decimal(all.frequency, 1)}</span>
      <span>{points(all.grpHundredths)} GRPs</span>
      {tv && (
        <span>
          TV alone {share(tv.reach)}, {points(tv.grpHundredths)} GRPs
        </span>
      )}
    </p>
  );
}
