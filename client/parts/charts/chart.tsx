import { Skeleton, useComputedColorScheme } from '@mantine/core';
import { lazy, Suspense, useMemo } from 'react';
import type { ChartOption } from './chart-canvas.tsx';

const ChartCanvas = lazy(() => import('./chart-canvas.tsx').then((module) => ({ default: module.ChartCanvas })));

/** The colours of the scheme at hand, as an SVG needs them. */
export type Ink = Readonly<{
  text: string;
  quiet: string;
  line: string;
  surface: string;
  accent: string;
  under: string;
  over: string;
  on: string;
}>;

/** The scheme is asked for because it decides what the variables hold. */
function readInk(_scheme: 'light' | 'dark'): Ink {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: read('--mantine-color-text'),
    quiet: read('--mantine-color-dimmed'),
    line: read('--fb-line'),
    surface: read('--fb-surface'),
    accent: read('--fb-accent'),
    under: read('--fb-under'),
    over: read('--fb-over'),
    on: read('--fb-on'),
  };
}

/** A chart in the house's ink, drawn again when the scheme changes. `draw` must be stable while its data is. */
export function Chart(props: { draw: (ink: Ink) => ChartOption; height: number; label: string }) {
  const scheme = useComputedColorScheme('light');
  const { draw } = props;
  const option = useMemo(() => draw(readInk(scheme)), [draw, scheme]);
  return (
    <Suspense fallback={<Skeleton height={props.height} />}>
      <ChartCanvas option={option} height={props.height} label={props.label} />
    </Suspense>
  );
}

/** What axes and tips of all charts share. */
export function chartFrame(ink: Ink): Pick<ChartOption, 'grid' | 'tooltip'> & {
  axis: object;
  tip: object;
  label: { color: string; fontSize: number; fontFamily: string };
} {
  const { fontFamily } = getComputedStyle(document.body);
  const label = { color: ink.quiet, fontSize: 11.5, fontFamily };
  return {
    label,
    grid: { left: 4, right: 14, top: 14, bottom: 2, containLabel: true },
    tooltip: {},
    axis: {
      axisLine: { lineStyle: { color: ink.line } },
      axisTick: { show: false },
      axisLabel: label,
      splitLine: { lineStyle: { color: ink.line } },
    },
    tip: {
      confine: true,
      backgroundColor: ink.surface,
      borderColor: ink.line,
      padding: [8, 12],
      textStyle: { color: ink.text, fontSize: 12.5, fontFamily },
      extraCssText: 'border-radius:8px;box-shadow:0 6px 24px rgb(0 0 0 / .12)',
    },
  };
}
