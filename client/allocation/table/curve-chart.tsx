import { useCallback } from 'react';
import {
  marginalPerDollar,
  minimumEfficientCents,
  responseAt,
} from '../../../shared/domain/allocation/curves/response.ts';
import type { Curve } from '../../../shared/domain/allocation/curves/curve.ts';
import type { Band } from '../../../shared/domain/allocation/forecast/benchmarks.ts';
import { bandAt } from '../../../shared/domain/allocation/forecast/curve-belief.ts';
import type { LearnableCurve } from '../../../shared/domain/allocation/forecast/learning.ts';
import type { ChartOption } from '../../parts/charts/chart-canvas.tsx';
import { ChartOrTable } from '../../parts/charts/chart-or-table.tsx';
import { Chart, chartFrame, type Ink } from '../../parts/charts/chart.tsx';
import { decimal, money, shortCount, shortMoney } from '../../words/format.ts';
import type { BandLevel, SplitLine } from '../split-model.ts';

const STEPS = 60;
const TABLE_STEPS = 12;

type CurveChartProps = Readonly<{
  line: SplitLine;
  level: BandLevel;
  nowCents: number;
  proposedCents: number;
  mostCents: number;
  unitWord: string;
  color: string;
}>;

/** One line's response curve with its band, and dots for now and proposed. */
export function CurveChart(props: CurveChartProps) {
  const { line, level, nowCents, proposedCents, mostCents, unitWord, color } = props;
  const draw = useCallback(
    (ink: Ink) => optionOf({ line, level, nowCents, proposedCents, mostCents, unitWord, color }, ink),
    [line, level, nowCents, proposedCents, mostCents, unitWord, color],
  );
  const curve = line.band[level];
  const efficient = minimumEfficientCents(curve);
  const label = `${line.line.name}: ${money(nowCents)} gives ${shortCount(responseAt(curve, nowCents))} ${unitWord} now, ${money(proposedCents)} would give ${shortCount(responseAt(curve, proposedCents))}.`;
  return (
    <ChartOrTable
      title={line.line.name}
      note={
        efficient > 0
          ? `below ${money(efficient)} this line does little`
          : 'response by spend; 8 cases in 10 lie in the band'
      }
      chart={<Chart draw={draw} height={250} label={label} />}
      table={
        <table className="table">
          <thead>
            <tr>
              <th className="num">Spend, $</th>
              <th className="num">{unitWord}</th>
              <th className="num">Low</th>
              <th className="num">High</th>
              <th className="num">Next $100</th>
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: TABLE_STEPS + 1 }, (_, step) => Math.round((mostCents * step) / TABLE_STEPS)).map(
              (cents) => (
                <tr key={cents}>
                  <td className="num">{money(cents)}</td>
                  <td className="num">{decimal(responseAt(curve, cents), 1)}</td>
                  <td className="num">{decimal(bandOf(line, cents).low, 1)}</td>
                  <td className="num">{decimal(bandOf(line, cents).high, 1)}</td>
                  <td className="num">{decimal(100 * marginalPerDollar(curve, cents), 3)}</td>
                </tr>
              ),
            )}
          </tbody>
        </table>
      }
    />
  );
}

/** The response to expect, 8 cases in 10: as learned, or between the low and the high curve until the server has answered. */
function bandOf({ band, forecast }: SplitLine, cents: number): Band {
  const [low, middle, high] = (['low', 'middle', 'high'] as const).map((which) => responseAt(band[which], cents));
  if (!forecast)
    return { low: Math.min(low ?? 0, high ?? 0), middle: middle ?? 0, high: Math.max(low ?? 0, high ?? 0) };
  const { sureness } = forecast;
  const curve = forecast.curves.middle;
  if (sureness.kind === 'scale') return bandAt({ ...sureness, curve }, cents);
  return isLearnable(curve) ? bandAt({ ...sureness, curve }, cents) : { low: 0, middle: 0, high: 0 };
}

function isLearnable(curve: Curve): curve is LearnableCurve {
  return curve.kind === 'michaelis_menten' || curve.kind === 'hill';
}

function optionOf(props: CurveChartProps, ink: Ink): ChartOption {
  const { line, level, mostCents, color } = props;
  const frame = chartFrame(ink);
  const steps = Array.from({ length: STEPS + 1 }, (_, step) => Math.round((mostCents * step) / STEPS));
  const at = (which: BandLevel) => steps.map((cents): [number, number] => [cents, responseAt(line.band[which], cents)]);
  const plain = { type: 'line' as const, symbol: 'none', silent: true };
  const spread = steps.map((cents) => [cents, bandOf(line, cents)] as const);
  const edge = { ...plain, stack: 'band', lineStyle: { opacity: 0 } };
  const band = [
    { ...edge, data: spread.map(([cents, { low }]) => [cents, low]) },
    {
      ...edge,
      areaStyle: { color, opacity: 0.14 },
      data: spread.map(([cents, { low, high }]) => [cents, high - low]),
    },
  ];
  const dot = (name: string, cents: number, side: 'top' | 'bottom', style: object) => ({
    type: 'scatter' as const,
    name,
    data: [[cents, responseAt(line.band[level], cents)]],
    symbolSize: 12,
    itemStyle: style,
    label: {
      show: true,
      formatter: name,
      position: side,
      color: ink.text,
      fontSize: 12,
      fontFamily: frame.label.fontFamily,
      distance: 7,
    },
  });
  return {
    animation: false,
    grid: { ...frame.grid, top: 28 },
    tooltip: {
      ...frame.tip,
      formatter: (point: unknown) => {
        const { seriesName, value } = point as { seriesName: string; value: [number, number] };
        return `<b>${seriesName}</b><br>${money(value[0])}<br>${decimal(value[1], 1)} ${props.unitWord}`;
      },
    },
    xAxis: {
      type: 'value',
      min: 0,
      max: mostCents,
      ...frame.axis,
      axisLabel: { ...frame.label, hideOverlap: true, formatter: (cents: number) => shortMoney(cents) },
    },
    yAxis: {
      type: 'value',
      ...frame.axis,
      axisLine: { show: false },
      axisLabel: { ...frame.label, formatter: (value: number) => shortCount(value) },
    },
    series: [
      ...band,
      { ...plain, data: at(level), lineStyle: { color, width: 2.5 } },
      dot('Now', props.nowCents, 'bottom', { color: ink.surface, borderColor: color, borderWidth: 2.5 }),
      ...(props.nowCents === props.proposedCents ? [] : [dot('Proposed', props.proposedCents, 'top', { color })]),
    ],
  };
}
