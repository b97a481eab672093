import {
  IconBook2,
  IconHistory,
  IconKey,
  IconLayoutList,
  IconSunHigh,
  IconUsers,
  IconWebhook,
} from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { Mark } from '../parts/page/mark.tsx';
import { useActor, useMay } from '../people/session.ts';
import { CampaignNav } from './campaign-nav.tsx';
import classes from './shell.module.css';

const icon = { size: 17, stroke: 1.7, 'aria-hidden': true } as const;

/** The way around: campaigns, the campaign at hand, and what belongs to everybody. */
export function Rail({ onGo }: { onGo?: () => void }) {
  const { campaignId } = useParams({ strict: false });
  const mayAdminister = useMay('administer');
  const mayIntegrate = useMay('integrate');
  // A platform has no campaigns and no audit trail: its home is its own sources.
  const isPlatform = useActor()?.role === 'platform';
  return (
    <nav className={classes.rail} aria-label="Main">
      <Link to="/" className={classes.brand} onClick={onGo}>
        <Mark /> Flightboard
      </Link>
      {!isPlatform && (
        <Link to="/" className={classes.link} activeOptions={{ exact: true, includeSearch: false }} onClick={onGo}>
          <IconLayoutList {...icon} /> Campaigns
        </Link>
      )}
      {campaignId && <CampaignNav campaignId={campaignId} onGo={onGo} />}
      <div className={classes.foot}>
        {mayIntegrate && (
          <Link to="/webhook-sources" className={classes.link} onClick={onGo}>
            <IconWebhook {...icon} /> Webhooks
          </Link>
        )}
        {mayAdminister && (
          <>
            <Link to="/admin/people" className={classes.link} onClick={onGo}>
              <IconUsers {...icon} /> People
            </Link>
            <Link to="/admin/keys" className={classes.link} onClick={onGo}>
              <IconKey {...icon} /> API keys
            </Link>
            <Link to="/admin/dayparts" className={classes.link} onClick={onGo}>
              <IconSunHigh {...icon} /> Dayparts
            </Link>
          </>
        )}
        {!isPlatform && (
          <Link to="/audit" className={classes.link} onClick={onGo}>
            <IconHistory {...icon} /> Audit
          </Link>
        )}
        <a href="/docs" className={classes.link}>
          <IconBook2 {...icon} /> API docs
        </a>
      </div>
    </nav>
  );
}
