import { Button } from '@mantine/core';
import { IconSwords } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { ScenarioComparison } from '../../../../shared/contracts/scenarios.ts';
import { addDays } from '../../../../shared/domain/calendar/day.ts';
import type { ChartOption } from '../../../parts/charts/chart-canvas.tsx';
import { ChartOrTable } from '../../../parts/charts/chart-or-table.tsx';
import { Chart, chartFrame, type Ink } from '../../../parts/charts/chart.tsx';
import { EmptyNotice } from '../../../parts/notices/notices.tsx';
import { Panel } from '../../../parts/page/panel.tsx';
import { day, money, NO_VALUE, percent, period } from '../../../words/format.ts';
import { sharedNames } from './chart-names.ts';
import { LETTERS } from '../scenario-model.ts';
import classes from '../scenarios.module.css';

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
      note="ours ÷ (ours + theirs)"
      chart={
        <>
          <VoicePicture
            drawn={JSON.stringify({ sides, weeks })}
            label={`Share of voice: ${sides.map(({ name, voice }) => `${name} ${voice.map((week) => say(week.share)).join(', ')}`).join('; ')}.`}
          />
          <p className="quiet" style={{ margin: '6px 0 0', fontSize: '0.75rem' }}>
            {from.length > 0
              ? `Theirs: ${from.join(', ')}, as imported, unless a scenario’s what-ifs say otherwise.`
              : 'Theirs: as typed into the what-ifs; nothing was imported.'}
          </p>
        </>
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
  return (
    <table className="table">
      <thead>
        <tr>
          <th>Broadcast week</th>
          {sides.map((side) => (
            <th key={side.name} className="num">
              {side.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((weekStart) => (
          <tr key={weekStart}>
            <td style={{ whiteSpace: 'nowrap' }}>{period(weekStart, addDays(weekStart, 7))}</td>
            {sides.map((side) => {
              const week = side.voice.find((one) => one.weekStart === weekStart);
              const theirs = week?.theirsCents;
              return (
                <td key={side.name} className="num">
                  <strong>{say(week?.share)}</strong>
                  <div className={classes.under}>
                    {money(week?.oursCents ?? 0)} beside{' '}
                    {theirs === null || theirs === undefined ? 'unknown' : money(theirs)}
                  </div>
                </td>
              );
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
  const shareAt = (voice: Voice, weekStart: string | undefined) =>
    voice.find((week) => week.weekStart === weekStart)?.share ?? 0;
  const ends = sharedNames(
    sides.map(({ name, voice }) => ({ name, x: 0, y: shareAt(voice, weeks.at(-1)) })),
    { x: 1, y: 0.05 * Math.max(0.01, ...sides.flatMap(({ voice }) => voice.map((week) => week.share ?? 0))) },
  );
  const colors = [ink.quiet, ink.accent, ink.under, ink.over, ink.on];
  return {
    animation: false,
    grid: { ...frame.grid, top: 22, right: 64 },
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
        show: ends.get(name) !== '',
        formatter: ends.get(name) ?? name,
        color: ink.text,
        fontSize: 12,
        fontFamily: frame.label.fontFamily,
      },
    })),
  };
}
