import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { LineResponse } from '../../../../shared/contracts/plans.ts';
import type { FrontierAnswer, ScenarioResponse } from '../../../../shared/contracts/scenarios.ts';
import type { ResponseUnit } from '../../../../shared/domain/allocation/forecast/cold-start.ts';
import type { AllocationAnswer } from '../../../../shared/domain/allocation/request.ts';
import type { ChartOption } from '../../../parts/charts/chart-canvas.tsx';
import { ChartOrTable } from '../../../parts/charts/chart-or-table.tsx';
import { Chart, chartFrame, type Ink } from '../../../parts/charts/chart.tsx';
import { ErrorNotice } from '../../../parts/notices/notices.tsx';
import { decimal, money, percent, shortCount, shortMoney } from '../../../words/format.ts';
import type { AllocationBody } from '../../split-model.ts';
import { sharedNames } from './chart-names.ts';
import { responseDigits, sayResponse } from '../../say-response.ts';
import { LETTERS, plannedOf } from '../scenario-model.ts';
import { frontierQuery, scenarioFrontierQuery } from '../scenario-queries.ts';

const POINTS = 25;
const HEIGHT = 320;

type Dot = Readonly<{ name: string; cents: number; response: number; isHollow: boolean }>;
type Curve = Readonly<{ name: string; points: readonly (readonly [number, number])[] }>;

/** The best response any total could buy, with dots for the plan now, the desk and the scenarios. */
export function FrontierChart(props: {
  body: AllocationBody;
  held: readonly LineResponse[];
  word: string;
  answer: AllocationAnswer | undefined;
  responseNow: number;
  /** What the desk counts; scenarios that count something else have no place in its chart. */
  unit: ResponseUnit;
  scenarios: readonly ScenarioResponse[];
}) {
  const { body, held, word, answer, responseNow } = props;
  const scenarios = props.scenarios.filter(({ desk }) => !desk || desk.unit === props.unit);
  const sent = useMemo(() => new Set(body.lines.map(({ id }) => id)), [body]);
  const planCents = held.filter(({ id }) => sent.has(id)).reduce((sum, line) => sum + line.budgetCents, 0);
  const mostCents = Math.max(
    1,
    body.budgetCents ?? 0,
    planCents,
    answer?.totalCents ?? 0,
    ...scenarios.map((one) => one.answer.totalCents),
  );
  const [fromCents, toCents] = [Math.round(mostCents / 5), Math.round(mostCents * 1.6)];
  const range = { fromCents, toCents, points: POINTS };
  // The weeks are left out: without what-ifs nothing is asked of them.
  const inputs = useMemo(
    () => ({ request: body, lines: held.map((line) => ({ ...plannedOf(line), weeks: [] })) }),
    [body, held],
  );
  const desk = useQuery(frontierQuery({ inputs, ...range }));
  const worlds = scenarios.filter(({ changes }) => changes.some(({ kind }) => !kind.startsWith('budget')));
  const others = useQueries({
    queries: worlds.map((one) => scenarioFrontierQuery(one, range)),
  });
  const letterOf = (id: string) => LETTERS[props.scenarios.findIndex((one) => one.id === id)] ?? '';
  const dots: readonly Dot[] = [
    { name: 'Plan now', cents: planCents + (desk.data?.heldCents ?? 0), response: responseNow, isHollow: true },
    ...(answer
      ? [
          {
            name: 'Desk',
            cents: answer.totalCents + (desk.data?.heldCents ?? 0),
            response: answer.response,
            isHollow: false,
          },
        ]
      : []),
    ...scenarios.map((one) => ({
      name: letterOf(one.id),
      cents: one.answer.totalCents + one.answer.heldCents,
      response: one.answer.response,
      isHollow: false,
    })),
  ];
  const curves: readonly Curve[] = [
    ...(desk.data ? [{ name: 'Desk', points: pointsOf(desk.data) }] : []),
    ...worlds.flatMap((one, index) => {
      const data = others[index]?.data;
      return data ? [{ name: letterOf(one.id), points: pointsOf(data) }] : [];
    }),
  ];
  if (desk.error) return <ErrorNotice error={desk.error} />;
  const label = `Best ${word} by total. ${dots.map((dot) => `${dot.name}: ${money(dot.cents)} gives ${shortCount(dot.response)}`).join(', ')}.`;
  return (
    <ChartOrTable
      title="Efficient frontier"
      note={worlds.length > 0 ? 'dashed: under a scenario’s what-ifs' : `most ${word} by total`}
      chart={
        <>
          <FrontierPicture drawn={JSON.stringify({ curves, dots })} word={word} label={label} />
          <LeftOut frontier={desk.data} />
        </>
      }
      table={<FrontierTable frontier={desk.data} dots={dots} word={word} />}
    />
  );
}

/** The drawing is handed over as text, so that it is drawn again only when it differs. */
function FrontierPicture({ drawn, word, label }: { drawn: string; word: string; label: string }) {
  const draw = useCallback(
    (ink: Ink) => optionOf(JSON.parse(drawn) as { curves: readonly Curve[]; dots: readonly Dot[] }, word, ink),
    [drawn, word],
  );
  return <Chart draw={draw} height={HEIGHT} label={label} />;
}

function pointsOf({ points, heldCents }: FrontierAnswer): readonly (readonly [number, number])[] {
  return points.map((point) => [point.budgetCents + heldCents, point.response]);
}

function LeftOut({ frontier }: { frontier: FrontierAnswer | undefined }) {
  const out = frontier?.leftOut ?? [];
  if (out.length === 0) return null;
  return (
    <p className="quiet" style={{ margin: '8px 0 0', fontSize: '0.75rem' }}>
      {out.length === 1 ? 'One total' : `${out.length} totals`} can’t be met, from {money(out[0]?.budgetCents ?? 0)}:{' '}
      {out[0]?.reason}
    </p>
  );
}

function FrontierTable({
  frontier,
  dots,
  word,
}: {
  frontier: FrontierAnswer | undefined;
  dots: readonly Dot[];
  word: string;
}) {
  const points = frontier?.points ?? [];
  const digits = responseDigits([...dots, ...points].map(({ response }) => response));
  return (
    <table className="table">
      <thead>
        <tr>
          <th>At</th>
          <th className="num">Total</th>
          <th className="num" style={{ textTransform: 'capitalize' }}>
            {word}
          </th>
          <th className="num">Next $100</th>
          <th>Proof</th>
        </tr>
      </thead>
      <tbody>
        {dots.map((dot) => (
          <tr key={dot.name}>
            <td>
              <strong>{dot.name}</strong>
            </td>
            <td className="num">{money(dot.cents)}</td>
            <td className="num">{decimal(dot.response, digits)}</td>
            <td />
            <td />
          </tr>
        ))}
        {points.map((point) => (
          <tr key={point.budgetCents}>
            <td className="quiet">frontier</td>
            <td className="num">{money(point.budgetCents + (frontier?.heldCents ?? 0))}</td>
            <td className="num">{decimal(point.response, digits)}</td>
            <td className="num">{decimal(100 * point.shadowPricePerDollar, 3)}</td>
            <td>{point.status === 'optimal' ? 'optimal' : `within ${percent(point.gap, 3)}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function optionOf(
  { curves, dots }: { curves: readonly Curve[]; dots: readonly Dot[] },
  word: string,
  ink: Ink,
): ChartOption {
  const frame = chartFrame(ink);
  const [widths, heights] = [0, 1].map((axis) =>
    curves.flatMap(({ points }) => points.map((point) => point[axis] ?? 0)),
  );
  const span = (values: readonly number[] = []) =>
    Math.max(1e-9, Math.max(0, ...values) - Math.min(...values, Infinity));
  const names = sharedNames(
    dots.map((dot) => ({ name: dot.name, x: dot.cents, y: dot.response })),
    { x: 0.06 * span(widths), y: 0.03 * span(heights) },
  );
  const text = { color: ink.text, fontSize: 12, fontFamily: frame.label.fontFamily };
  return {
    animation: false,
    grid: { ...frame.grid, top: 24, right: 26 },
    tooltip: {
      ...frame.tip,
      formatter: (point: unknown) => {
        const { seriesName, value } = point as { seriesName: string; value: [number, number] };
        return `<b>${seriesName}</b><br>${money(value[0])}<br>${sayResponse(value[1])} ${word}`;
      },
    },
    xAxis: {
      type: 'value',
      scale: true,
      ...frame.axis,
      splitNumber: 5,
      axisLabel: { ...frame.label, hideOverlap: true, formatter: (cents: number) => shortMoney(cents) },
    },
    yAxis: {
      type: 'value',
      scale: true,
      ...frame.axis,
      axisLine: { show: false },
      axisLabel: { ...frame.label, formatter: (value: number) => shortCount(value) },
    },
    series: [
      ...curves.map((curve, index) => ({
        type: 'line' as const,
        name: index === 0 ? 'Frontier' : `Frontier ${curve.name}`,
        symbol: 'none',
        silent: true,
        data: curve.points.map(([cents, response]) => [cents, response]),
        lineStyle:
          index === 0
            ? { color: ink.accent, width: 2.5 }
            : { color: ink.quiet, width: 1.5, type: index % 2 === 1 ? [6, 4] : [2, 4] },
        endLabel: index === 0 ? { show: false } : { ...text, show: true, formatter: curve.name },
      })),
      ...dots.map((dot) => ({
        type: 'scatter' as const,
        name: dot.name,
        z: dot.isHollow ? 6 : 5,
        data: [[dot.cents, dot.response]],
        symbolSize: dot.isHollow ? 17 : 12,
        itemStyle: dot.isHollow
          ? { color: 'transparent', borderColor: ink.accent, borderWidth: 2.5 }
          : { color: dot.name.length === 1 ? ink.text : ink.accent },
        label: {
          ...text,
          show: names.get(dot.name) !== '',
          formatter: names.get(dot.name) ?? dot.name,
          position: [22, 8] as [number, number],
        },
      })),
    ],
  };
}
