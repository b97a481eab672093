import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { campaignQuery } from '../campaigns/campaign-queries.ts';
import { CAMPAIGN_PAGES } from './campaign-pages.ts';
import classes from './shell.module.css';

/** The pages of the campaign at hand. */
export function CampaignNav({ campaignId, onGo }: { campaignId: string; onGo?: () => void }) {
  const campaign = useQuery(campaignQuery(campaignId));
  return (
    <>
      <div className={classes.group}>{campaign.data?.name ?? 'Campaign'}</div>
      {CAMPAIGN_PAGES.map(({ to, label, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          params={{ campaignId }}
          className={classes.link}
          activeOptions={{ exact: to === '/campaigns/$campaignId', includeSearch: false }}
          onClick={onGo}
        >
          <Icon size={17} stroke={1.7} aria-hidden />
          {label}
        </Link>
      ))}
    </>
  );
}
