import { Button, FileButton } from '@mantine/core';
import { IconFileImport, IconSwords } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ShareOfVoiceResponse } from '../../shared/contracts/competitors.ts';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { channelWord, count, money, NO_VALUE, percent, period, tableMoney } from '../format.ts';
import { ChannelDot } from '../parts/channel-dot.tsx';
import { Figure, FigureStrip } from '../parts/figure.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { EmptyNotice } from '../parts/notices.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Panel } from '../parts/panel.tsx';
import { Refused } from '../parts/refused.tsx';
import { useMay } from '../people/session.ts';
import { shareOfVoiceQuery, useImportCompetitors } from './competitor-queries.ts';
import classes from './competitors.module.css';

const SHOWN_REJECTS = 8;

/** What others spend in the market, and our share of voice against it by week and channel. */
export function CompetitorsPage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/competitors' });
  const voice = useQuery(shareOfVoiceQuery(campaignId));
  const take = useImportCompetitors(campaignId);
  const mayEdit = useMay('edit');
  return (
    <>
      <PageHead
        title="Competitors"
        tab="Competitors"
        note="Our approved plan against what others were seen to spend, gross, by broadcast week"
        actions={
          mayEdit && (
            <FileButton accept=".csv,text/csv" onChange={(file) => file && take.mutate(file)}>
              {(props) => (
                <Button leftSection={<IconFileImport size={16} />} loading={take.isPending} {...props}>
                  Import CSV
                </Button>
              )}
            </FileButton>
          )
        }
      />
      <div className={classes.stack}>
        <Refused error={take.error} />
        {take.data && (
          <Panel title="Imported">
            <div role="status">
              {count(take.data.received)} lines: {count(take.data.stored)} places changed, {count(take.data.unchanged)}{' '}
              said the same, {count(take.data.rejected.length)} refused.
              {take.data.rejected.slice(0, SHOWN_REJECTS).map((one) => (
                <div key={one.line} className="quiet">
                  Line {one.line}: {one.message}
                </div>
              ))}
            </div>
          </Panel>
        )}
        <Loaded query={voice}>
          {(data) =>
            data.competitors.length === 0 ? (
              <Panel flush>
                <EmptyNotice
                  icon={IconSwords}
                  title="No competitor yet"
                  text={
                    <>
                      Import a CSV with the columns{' '}
                      <span className={classes.code}>competitor, week, channel, spend</span>. A week is named by any of
                      its days, spend is in dollars.
                    </>
                  }
                />
              </Panel>
            ) : (
              <Voice data={data} campaignId={campaignId} />
            )
          }
        </Loaded>
      </div>
    </>
  );
}

const share = (value: number | null) => (value === null ? NO_VALUE : percent(value));

function Voice({ data, campaignId }: { data: ShareOfVoiceResponse; campaignId: string }) {
  const behind = data.weeks.filter((week) => week.gapCents > 0);
  const gap = behind.reduce((sum, week) => sum + week.gapCents, 0);
  return (
    <>
      <FigureStrip label="Share of voice">
        <Figure label="Share of voice" value={share(data.totals.share)} note="over all weeks" />
        <Figure label="Ours" value={money(data.totals.oursCents)} />
        <Figure
          label="Theirs"
          value={money(data.totals.theirsCents)}
          note={`${count(data.competitors.length)} ${data.competitors.length === 1 ? 'competitor' : 'competitors'}`}
        />
        <Figure
          label="Funding gap"
          value={money(gap)}
          note={`to match the largest in ${count(behind.length)} of ${count(data.weeks.length)} weeks`}
        />
      </FigureStrip>
      <div className="quiet">
        What they spend can be taken into account:{' '}
        <Link to="/campaigns/$campaignId/split" params={{ campaignId }}>
          try it on the budget split
        </Link>
        .
      </div>
      <Weeks weeks={data.weeks} />
      <div className={classes.columns}>
        <Channels channels={data.channels} />
        <Others competitors={data.competitors} />
      </div>
    </>
  );
}

function Share({ value }: { value: number | null }) {
  return (
    <>
      <td className="num">{share(value)}</td>
      <td>
        <div className={classes.bar} aria-hidden>
          <span style={{ width: percent(value ?? 0) }} />
        </div>
      </td>
    </>
  );
}

function Weeks({ weeks }: { weeks: ShareOfVoiceResponse['weeks'] }) {
  const cell = tableMoney(weeks.flatMap((week) => [week.oursCents, week.theirsCents, week.gapCents]));
  return (
    <Panel title="By week" flush>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Share of voice by week">
        <table className="table">
          <thead>
            <tr>
              <th>Broadcast week</th>
              <th className="num">Ours, $</th>
              <th className="num">Theirs, $</th>
              <th className="num">Share</th>
              <th>
                <span className="visually-hidden">Share as a bar</span>
              </th>
              <th className="num">To match the largest, $</th>
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week.weekStart}>
                <td style={{ whiteSpace: 'nowrap' }}>{period(week.weekStart, addDays(week.weekStart, 7))}</td>
                <td className="num">{cell(week.oursCents)}</td>
                <td className="num">{cell(week.theirsCents)}</td>
                <Share value={week.share} />
                <td className="num">{week.gapCents === 0 ? 'we lead' : cell(week.gapCents)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Channels({ channels }: { channels: ShareOfVoiceResponse['channels'] }) {
  const cell = tableMoney(channels.flatMap((one) => [one.oursCents, one.theirsCents]));
  return (
    <Panel title="By channel" flush>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Share of voice by channel">
        <table className="table">
          <thead>
            <tr>
              <th>Channel</th>
              <th className="num">Ours, $</th>
              <th className="num">Theirs, $</th>
              <th className="num">Share</th>
              <th>
                <span className="visually-hidden">Share as a bar</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {channels.map((one) => (
              <tr key={one.channel}>
                <td style={{ whiteSpace: 'nowrap' }}>
                  <ChannelDot channel={one.channel} /> {channelWord(one.channel)}
                </td>
                <td className="num">{cell(one.oursCents)}</td>
                <td className="num">{cell(one.theirsCents)}</td>
                <Share value={one.share} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Others({ competitors }: { competitors: ShareOfVoiceResponse['competitors'] }) {
  const cell = tableMoney(competitors.map((one) => one.spendCents));
  return (
    <Panel title="Who they are" flush>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Spend by competitor">
        <table className="table">
          <thead>
            <tr>
              <th>Competitor</th>
              <th className="num">Seen to spend, $</th>
            </tr>
          </thead>
          <tbody>
            {competitors.map((one) => (
              <tr key={one.name}>
                <td>{one.name}</td>
                <td className="num">{cell(one.spendCents)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
