import { Button, CopyButton, TextInput } from '@mantine/core';
import { IconCheck, IconCopy, IconLink } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { z } from 'zod';
import type { siteResponseSchema } from '../../shared/contracts/conversions.ts';
import { CopyBox } from '../parts/actions/copy-box.tsx';
import { EmptyNotice } from '../parts/notices/notices.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import classes from './conversions.module.css';
import { taggedLink } from './tagged-link.ts';

type Site = z.infer<typeof siteResponseSchema>;
const CALLS = `// In your consent banner, once the visitor agrees (on every page):
flightboard.consent();
// On the page that thanks for a donation of $25.00; the id of the receipt counts once:
flightboard.track('donation', { valueCents: 2500, eventId: 'receipt-000123' });
flightboard.track('signup');
// When consent is withdrawn:
flightboard.withdraw();`;

/** What to put into ads and into the website: each line's link, and the script. */
export function SitePanels({ site }: { site: Site }) {
  return (
    <>
      <Links links={site.links} />
      <Panel title="Script for the website" note="does nothing until the visitor agrees; no cookies, nothing personal">
        <div className={classes.stack}>
          <CopyBox label="the script" value={site.snippet} />
          <CopyBox label="the calls" value={CALLS} />
        </div>
      </Panel>
    </>
  );
}

function Links({ links }: { links: Site['links'] }) {
  const { landing = '' } = useSearch({ from: '/signed-in/campaigns/$campaignId/conversions' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId/conversions' });
  const isBad = landing.trim() !== '' && taggedLink(landing, '') === null;
  return (
    <Panel title="Links with tags" note="one for each line of the approved plan" flush>
      {links.length === 0 ? (
        <EmptyNotice
          icon={IconLink}
          title="No links yet"
          text="Approve a plan: each of its lines gets tags of its own, by which its donations are told."
        />
      ) : (
        <>
          <div className={classes.landing}>
            <TextInput
              label="Landing address"
              description="Where ads lead; without one the tags alone are shown"
              placeholder="https://example.org/donate"
              inputMode="url"
              value={landing}
              error={isBad ? 'This is no web address.' : undefined}
              onChange={(event) =>
                void navigate({ search: { landing: event.currentTarget.value || undefined }, replace: true })
              }
            />
          </div>
          <TableRegion label="The link of each line">
            <table className="table">
              <thead>
                <tr>
                  <th>Line</th>
                  <th>Link</th>
                  <th>
                    <span className="visually-hidden">Copy</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {links.map((one) => (
                  <Link key={one.lineId} line={one.lineName} link={taggedLink(landing, one.utm) ?? `?${one.utm}`} />
                ))}
              </tbody>
            </table>
          </TableRegion>
        </>
      )}
    </Panel>
  );
}

function Link({ line, link }: { line: string; link: string }) {
  return (
    <tr>
      <td>{line}</td>
      <td className={classes.link}>{link}</td>
      <td>
        <CopyButton value={link}>
          {({ copied, copy }) => (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
              onClick={copy}
              aria-label={copied ? 'Copied' : `Copy the link of ${line}`}
            >
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </td>
    </tr>
  );
}
