import type { ShareOfVoiceResponse } from '../../shared/contracts/competitors.ts';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { ChannelDot } from '../parts/chips/channel-dot.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { channelWord, NO_VALUE, percent, period, shortMoney, tableMoney } from '../words/format.ts';
import classes from './competitors.module.css';

/** A share of voice in words; a dash where nobody spends. */
export const shareWord = (value: number | null) => (value === null ? NO_VALUE : percent(value));

function Share({ value }: { value: number | null }) {
  return (
    <>
      <td className="num">{shareWord(value)}</td>
      <td>
        <div className={classes.bar} aria-hidden>
          <span style={{ width: percent(value ?? 0) }} />
        </div>
      </td>
    </>
  );
}

/** Ours and theirs by broadcast week, and what would match the largest of them. */
export function Weeks({ weeks }: { weeks: ShareOfVoiceResponse['weeks'] }) {
  const cell = tableMoney(weeks.flatMap((week) => [week.oursCents, week.theirsCents, week.gapCents]));
  return (
    <Panel title="By week" flush>
      <TableRegion label="Share of voice by week">
        <table className="table table-pinned">
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
      </TableRegion>
    </Panel>
  );
}

/** Our share by week down and channel across; a place nobody spends in stays empty. */
export function Places({ data }: { data: ShareOfVoiceResponse }) {
  const channels = data.channels.map(({ channel }) => channel);
  const at = new Map(data.places.map((place) => [`${place.weekStart} ${place.channel}`, place]));
  return (
    <Panel title="By week and channel" note="our share, and under it ours of all spend" flush>
      <TableRegion label="Share of voice by week and channel">
        <table className="table table-pinned">
          <thead>
            <tr>
              <th>Broadcast week</th>
              {channels.map((channel) => (
                <th key={channel} className="num">
                  <ChannelDot channel={channel} /> {channelWord(channel)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.weeks.map(({ weekStart }) => (
              <tr key={weekStart}>
                <td style={{ whiteSpace: 'nowrap' }}>{period(weekStart, addDays(weekStart, 7))}</td>
                {channels.map((channel) => {
                  const place = at.get(`${weekStart} ${channel}`);
                  return (
                    <td key={channel} className="num">
                      {shareWord(place?.share ?? null)}
                      {place && (
                        <div className={classes.sub}>
                          {shortMoney(place.oursCents)} of {shortMoney(place.oursCents + place.theirsCents)}
                        </div>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </TableRegion>
    </Panel>
  );
}

/** Ours and theirs by channel. */
export function Channels({ channels }: { channels: ShareOfVoiceResponse['channels'] }) {
  const cell = tableMoney(channels.flatMap((one) => [one.oursCents, one.theirsCents]));
  return (
    <Panel title="By channel" flush>
      <TableRegion label="Share of voice by channel">
        <table className="table table-pinned">
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
      </TableRegion>
    </Panel>
  );
}

/** Who was seen to spend how much. */
export function Others({ competitors }: { competitors: ShareOfVoiceResponse['competitors'] }) {
  const cell = tableMoney(competitors.map((one) => one.spendCents));
  return (
    <Panel title="Who they are" flush>
      <TableRegion label="Spend by competitor">
        <table className="table table-pinned">
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
      </TableRegion>
    </Panel>
  );
}
