import { Button } from '@mantine/core';
import { IconSwords } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { ScenarioComparison } from '../../../shared/contracts/scenarios.ts';
import { addDays } from '../../../shared/domain/calendar/day.ts';
import { day, money, NO_VALUE, percent, period, tableMoney } from '../../format.ts';
import type { ChartOption } from '../../parts/chart-canvas.tsx';
import { ChartOrTable } from '../../parts/chart-or-table.tsx';
import { Chart, chartFrame, type Ink } from '../../parts/chart.tsx';
import { EmptyNotice } from '../../parts/notices.tsx';
import { Panel } from '../../parts/panel.tsx';
import { LETTERS } from './scenario-model.ts';

type Voice = ScenarioComparison['plan']['voice'];
type Side = Readonly<{ name: string; voice: Voice }>;

const HEIGHT = 320;
const say = (share: number | null | undefined) => (share === null || share === undefined ? NO_VALUE : percent(share));

/** Our share of voice by week, of the plan and of each scenario, where the opponent's spend is known. */
export function VoiceChart({ campaignId, comparison }: { campaignId: string; comparison: ScenarioComparison }) {
  const sides: readonly Side[] = [
    { name: 'Plan', voice: comparison.plan.voice },
    ...comparison.scenarios.map((one, index) => ({ name: LETTERS[index] ?? '', voice: one.voice })),
  ];
  const weeks = [
    ...new Set(
      sides.flatMap(({ voice }) => voice.filter((week) => week.theirsCents !== null).map((week) => week.weekStart)),
    ),
  ].toSorted();
  if (weeks.length === 0) {
    return (
      <Panel title="Share of voice by week" flush>
        <EmptyNotice
          icon={IconSwords}
          title="Nobody was seen to spend yet"
          text="Import what competitors spend, or type an opponent’s spend into a scenario’s what-ifs."
          action={
            <Button
              variant="default"
              renderRoot={(root) => <Link to="/campaigns/$campaignId/competitors" params={{ campaignId }} {...root} />}
            >
              Open competitors
            </Button>
          }
        />
      </Panel>
    );
  }
  const from = comparison.opponentFrom;
  return (
    <ChartOrTable
      title="Share of voice by week"
      note={from.length > 0 ? `ours ÷ (ours + theirs), seen: ${from.join(', ')}` : 'ours ÷ (ours + theirs), as typed'}
      chart={
        <VoicePicture
          drawn={JSON.stringify({ sides, weeks })}
          label={`Share of voice: ${sides.map(({ name, voice }) => `${name} ${voice.map((week) => say(week.share)).join(', ')}`).join('; ')}.`}
        />
      }
      table={<VoiceTable sides={sides} weeks={weeks} />}
    />
  );
}

/** The drawing is handed over as text, so that it is drawn again only when it differs. */
function VoicePicture({ drawn, label }: { drawn: string; label: string }) {
  const draw = useCallback(
    (ink: Ink) => optionOf(JSON.parse(drawn) as { sides: readonly Side[]; weeks: readonly string[] }, ink),
    [drawn],
  );
  return <Chart draw={draw} height={HEIGHT} label={label} />;
}

function VoiceTable({ sides, weeks }: { sides: readonly Side[]; weeks: readonly string[] }) {
  const cell = tableMoney(
    sides.flatMap(({ voice }) => voice.flatMap((week) => [week.oursCents, week.theirsCents ?? 0])),
  );
  const at = (side: Side, weekStart: string) => side.voice.find((week) => week.weekStart === weekStart);
  return (
    <table className="table">
      <thead>
        <tr>
          <th>Broadcast week</th>
          {sides.map((side) => (
            <th key={side.name} className="num" colSpan={3} scope="colgroup">
              {side.name}: ours, theirs, share
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((weekStart) => (
          <tr key={weekStart}>
            <td style={{ whiteSpace: 'nowrap' }}>{period(weekStart, addDays(weekStart, 7))}</td>
            {sides.map((side) => {
              const week = at(side, weekStart);
              return [
                <td key={`${side.name} ours`} className="num">
                  {cell(week?.oursCents ?? 0)}
                </td>,
                <td key={`${side.name} theirs`} className="num">
                  {week?.theirsCents === null || week === undefined ? NO_VALUE : cell(week.theirsCents)}
                </td>,
                <td key={`${side.name} share`} className="num">
                  <strong>{say(week?.share)}</strong>
                </td>,
              ];
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'pin'] as const;

function optionOf({ sides, weeks }: { sides: readonly Side[]; weeks: readonly string[] }, ink: Ink): ChartOption {
  const frame = chartFrame(ink);
  const colors = [ink.quiet, ink.accent, ink.under, ink.over, ink.on];
  return {
    animation: false,
    grid: { ...frame.grid, top: 22, right: 40 },
    tooltip: {
      ...frame.tip,
      formatter: (point: unknown) => {
        const { seriesName, name, value } = point as { seriesName: string; name: string; value: number };
        const week = sides.find((side) => side.name === seriesName)?.voice.find((one) => day(one.weekStart) === name);
        return `<b>${seriesName}</b>, week of ${name}<br>${percent(value)}<br>${money(week?.oursCents ?? 0)} beside ${money(week?.theirsCents ?? 0)}`;
      },
    },
    xAxis: {
      type: 'category',
      data: weeks.map((weekStart) => day(weekStart)),
      ...frame.axis,
      boundaryGap: weeks.length === 1,
    },
    yAxis: {
      type: 'value',
      min: 0,
      ...frame.axis,
      axisLine: { show: false },
      axisLabel: { ...frame.label, formatter: (value: number) => percent(value, 0) },
    },
    series: sides.map(({ name, voice }, index) => ({
      type: 'line' as const,
      name,
      symbol: SYMBOLS[index % SYMBOLS.length],
      symbolSize: 8,
      data: weeks.map((weekStart) => voice.find((week) => week.weekStart === weekStart)?.share ?? null),
      lineStyle: { color: colors[index % colors.length], width: 2 },
      itemStyle: { color: colors[index % colors.length] },
      endLabel: {
        show: true,
        formatter: name,
        color: ink.text,
        fontSize: 12,
        fontFamily: frame.label.fontFamily,
      },
      labelLayout: { moveOverlap: 'shiftY' as const },
    })),
  };
}
