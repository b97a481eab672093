import { useCallback } from 'react';
import type { PacingSeriesResponse } from '../../shared/contracts/pacing.ts';
import type { ChartOption } from '../parts/charts/chart-canvas.tsx';
import { ChartOrTable } from '../parts/charts/chart-or-table.tsx';
import { Chart, chartFrame, type Ink } from '../parts/charts/chart.tsx';
import { count, day, money, NO_VALUE, shortCount, shortMoney } from '../words/format.ts';
import classes from './pacing-chart.module.css';

type Point = PacingSeriesResponse['points'][number];

type PacingChartProps = Readonly<{
  series: PacingSeriesResponse;
  title: string;
  note?: string;
  /** Judged as of an earlier moment: the day marked is that one, not today. */
  isPast?: boolean;
}>;

/** Plan curve, delivery, and the projection with its 80 % band; the same numbers as a table. */
export function PacingChart({ series, title, note, isPast = false }: PacingChartProps) {
  const draw = useCallback((ink: Ink) => optionOf(series, isPast ? 'As of' : 'Today', ink), [series, isPast]);
  const say = sayer(series);
  return (
    <ChartOrTable
      title={title}
      note={note}
      chart={
        <>
          <Legend hasToday={series.points.some((point) => isRunning(point, series))} />
          <Chart draw={draw} height={264} label={summaryOf(series)} />
        </>
      }
      table={
        <table className="table">
          <thead>
            <tr>
              <th>Through</th>
              <th className="num">Plan</th>
              <th className="num">Actual</th>
              <th className="num">Projection</th>
              <th className="num">80% low</th>
              <th className="num">80% high</th>
            </tr>
          </thead>
          <tbody>
            {series.points.map((point) => (
              <tr key={point.day}>
                <td>{day(point.day, 'weekday')}</td>
                {[point.planned, point.delivered, point.projected, point.low, point.high].map((value, index) => (
                  <td key={index} className="num">
                    {say(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      }
    />
  );
}

function Legend({ hasToday }: { hasToday: boolean }) {
  return (
    <div className={classes.legend} aria-hidden>
      <span>
        <i className={classes.plan} /> Plan
      </span>
      <span>
        <i className={classes.actual} /> Actual
      </span>
      {hasToday && (
        <span>
          <i className={classes.soFar} /> So far today
        </span>
      )}
      <span>
        <i className={classes.projection} /> Projection
      </span>
      <span>
        <i className={classes.band} /> 80% band
      </span>
    </div>
  );
}

function sayer(series: PacingSeriesResponse): (value: number | null) => string {
  return (value) => (value === null ? NO_VALUE : series.unit === 'cents' ? money(value) : count(value));
}

function summaryOf(series: PacingSeriesResponse): string {
  const say = sayer(series);
  const actual = series.points.findLast((point) => point.delivered !== null);
  const last = series.points.at(-1);
  const what = series.metric === 'spend' ? 'Spend' : 'Impressions';
  if (!actual) return `${what} over time: plan ${say(last?.planned ?? null)}, nothing reported yet.`;
  return `${what} over time: ${say(actual.delivered)} by ${day(actual.day)} against ${say(actual.planned)} planned; projected ${say(last?.projected ?? null)} at the end.`;
}

function optionOf(series: PacingSeriesResponse, marked: string, ink: Ink): ChartOption {
  const { points } = series;
  const frame = chartFrame(ink);
  const line = (name: string, pick: (point: Point) => number | null, style: object) => ({
    type: 'line' as const,
    name,
    data: points.map(pick),
    symbol: 'none',
    silent: true,
    ...style,
  });
  const bandStart = points.map((point) => point.low);
  return {
    animation: false,
    grid: frame.grid,
    tooltip: {
      ...frame.tip,
      trigger: 'axis',
      axisPointer: { lineStyle: { color: ink.quiet } },
      formatter: (at: unknown) => tipOf(series, (at as readonly { dataIndex: number }[])[0]?.dataIndex ?? 0),
    },
    xAxis: {
      type: 'category',
      data: points.map((point) => point.day),
      boundaryGap: false,
      ...frame.axis,
      axisLabel: {
        ...frame.label,
        formatter: (value: string) => day(value),
        hideOverlap: true,
        interval: Math.max(0, Math.ceil(points.length / 7) - 1),
      },
    },
    yAxis: {
      type: 'value',
      ...frame.axis,
      axisLine: { show: false },
      axisLabel: {
        ...frame.label,
        formatter: (value: number) => (series.unit === 'cents' ? shortMoney(value) : shortCount(value)),
      },
    },
    series: [
      line('low', (point) => point.low, { stack: 'band', lineStyle: { opacity: 0 } }),
      {
        ...line('high', () => null, {
          stack: 'band',
          lineStyle: { opacity: 0 },
          areaStyle: { color: ink.accent, opacity: 0.16 },
        }),
        data: points.map((point, index) =>
          point.high === null || bandStart[index] === null ? null : point.high - (bandStart[index] ?? 0),
        ),
      },
      line('Plan', (point) => point.planned, { lineStyle: { color: ink.quiet, width: 1.5, type: [5, 4] } }),
      line('Projection', (point) => point.projected, { lineStyle: { color: ink.accent, width: 2, type: [2, 3] } }),
      line('Actual', (point) => (isRunning(point, series) ? null : point.delivered), {
        lineStyle: { color: ink.accent, width: 2.5 },
        markLine: {
          symbol: 'none',
          silent: true,
          data: [{ xAxis: series.today }],
          lineStyle: { color: ink.quiet, type: 'solid', width: 1 },
          label: {
            formatter: marked,
            color: ink.quiet,
            fontSize: 11,
            position: 'insideEndTop',
            rotate: 0,
            offset: [-22, 2],
          },
        },
      }),
      {
        type: 'scatter',
        name: 'So far today',
        data: points.map((point) => (isRunning(point, series) ? point.delivered : null)),
        symbolSize: 8,
        silent: true,
        itemStyle: { color: ink.accent, borderColor: ink.surface, borderWidth: 1.5 },
      },
    ],
  };
}

/** The day that still runs and was reported in part: its number is no end of day yet. */
function isRunning(point: Point, series: PacingSeriesResponse): boolean {
  return point.day === series.today && point.day === series.dataThrough;
}

function tipOf(series: PacingSeriesResponse, index: number): string {
  const point = series.points[index];
  if (!point) return '';
  const say = sayer(series);
  const runs = isRunning(point, series);
  const isForecast = point.delivered === null || runs;
  const rows: readonly (readonly [string, string])[] = [
    ...(point.planned === null ? [] : [['Plan', say(point.planned)] as const]),
    ...(point.delivered === null ? [] : [[runs ? 'So far today' : 'Actual', say(point.delivered)] as const]),
    ...(isForecast && point.projected !== null ? [['Projection', say(point.projected)] as const] : []),
    ...(isForecast && point.low !== null ? [['80% band', `${say(point.low)} – ${say(point.high)}`] as const] : []),
  ];
  const lines = rows.map(
    ([name, value]) =>
      `<tr><td style="padding-right:18px">${name}</td><td style="text-align:right;font-weight:600">${value}</td></tr>`,
  );
  return `<div style="margin-bottom:4px;font-weight:600">${day(point.day, 'weekday')}</div><table>${lines.join('')}</table>`;
}
