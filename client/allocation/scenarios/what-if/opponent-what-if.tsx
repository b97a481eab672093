import { Button, Group, Slider, Switch } from '@mantine/core';
import type { OpponentSpend } from '../../../../shared/domain/allocation/scenarios/scenario.ts';
import type { Channel } from '../../../../shared/domain/plan.ts';
import { ChannelDot } from '../../../parts/chips/channel-dot.tsx';
import { AmountField } from '../../../parts/fields/amount-field.tsx';
import { TableRegion } from '../../../parts/table/table-region.tsx';
import { channelWord, count, day } from '../../../words/format.ts';
import type { ChangeOf } from '../scenario-model.ts';
import classes from '../scenarios.module.css';

type Opponent = ChangeOf<'opponent'>;

/** The opponent's spend by channel and week: as imported, changed by percent, or typed. */
export function OpponentWhatIf(props: {
  channels: readonly Channel[];
  weeks: readonly string[];
  /** What competitors were seen to spend when the scenario's inputs were taken. */
  seen: readonly OpponentSpend[];
  from: readonly string[];
  change: Opponent | null;
  isReading: boolean;
  onChange: (change: Opponent | null) => void;
  onReread: (() => void) | undefined;
}) {
  const { change, seen, onChange } = props;
  const spend = change?.spend ?? seen;
  const percent = (change?.changeBasisPoints ?? 0) / 100;
  const centsAt = (channel: Channel, weekStart: string) =>
    spend
      .filter((row) => row.channel === channel && row.weekStart === weekStart)
      .reduce((sum, row) => sum + row.cents, 0);
  const setCents = (channel: Channel, weekStart: string, cents: number | null) => {
    const others = spend.filter((row) => row.channel !== channel || row.weekStart !== weekStart);
    const rows = cents ? [...others, { channel, weekStart, cents }] : others;
    onChange(rows.length > 0 ? { ...withPercent(percent), spend: [...rows] } : null);
  };
  const isOn = change !== null;
  return (
    <fieldset className={classes.section}>
      <legend>Opponent’s spend</legend>
      <span className={classes.under}>
        Where it is known, a line’s half-saturation in that week is the opponent’s spend there: the share won is ours ÷
        (ours + theirs) of what the line’s curve can reach, never more than without an opponent. Lines of one channel
        meet it together, by our own money. The weeks are then split too.
      </span>
      <span className={classes.under}>
        {change?.spend
          ? 'It rests on the amounts typed below.'
          : seen.length > 0
            ? `It rests on the imported spend of ${props.from.join(', ')}: ${count(seen.length)} weeks and channels, all competitors together.`
            : 'No competitor’s spend was imported when this was saved: type it below, or import it on Competitors and read it again.'}
      </span>
      <Group gap={12} justify="space-between">
        <Switch
          label="Weigh the opponent’s spend"
          checked={isOn}
          disabled={!isOn && spend.length === 0}
          onChange={(event) => onChange(event.currentTarget.checked ? withPercent(0) : null)}
        />
        <Group gap={6}>
          {change?.spend && seen.length > 0 && (
            <Button size="compact-sm" variant="default" onClick={() => onChange(withPercent(percent))}>
              Back to the imported
            </Button>
          )}
          {props.onReread && (
            <Button size="compact-sm" variant="default" loading={props.isReading} onClick={props.onReread}>
              Read the imported again
            </Button>
          )}
        </Group>
      </Group>
      {isOn && (
        <span className={classes.under}>
          {percent === 0 ? 'All of it' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)} % of it`}
        </span>
      )}
      {isOn && (
        <Slider
          color="iris"
          size="sm"
          thumbSize={24}
          min={-100}
          max={200}
          step={5}
          value={Math.max(-100, Math.min(200, percent))}
          label={(value) => `${value > 0 ? '+' : ''}${value} %`}
          thumbLabel="Change of the opponent’s spend, percent"
          marks={[{ value: 0 }]}
          onChange={(value) =>
            onChange({ ...withPercent(value), ...(change.spend === undefined ? {} : { spend: change.spend }) })
          }
        />
      )}
      <TableRegion label="Opponent’s spend by channel and week">
        <table className={`table ${classes.grid}`}>
          <thead>
            <tr>
              <th>Channel, $</th>
              {props.weeks.map((weekStart) => (
                <th key={weekStart} className="num">
                  {day(weekStart)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {props.channels.map((channel) => (
              <tr key={channel}>
                <td style={{ whiteSpace: 'nowrap' }}>
                  <ChannelDot channel={channel} /> {channelWord(channel)}
                </td>
                {props.weeks.map((weekStart) => (
                  <td key={weekStart}>
                    <AmountField
                      size="xs"
                      aria-label={`Opponent on ${channelWord(channel)}, week of ${day(weekStart)}, $`}
                      cents={centsAt(channel, weekStart) || null}
                      onCents={(cents) => setCents(channel, weekStart, cents)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableRegion>
    </fieldset>
  );
}

function withPercent(percent: number): Opponent {
  return percent === 0 ? { kind: 'opponent' } : { kind: 'opponent', changeBasisPoints: Math.round(percent * 100) };
}
