import { LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use, type ComposeOption, type ECharts } from 'echarts/core';
import type { GridComponentOption, TooltipComponentOption } from 'echarts/components';
import type { LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

use([LineChart, ScatterChart, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

export type ChartOption = ComposeOption<
  LineSeriesOption | ScatterSeriesOption | GridComponentOption | TooltipComponentOption
>;
type ChartCanvasProps = Readonly<{ option: ChartOption; height: number; label: string }>;

/** The drawing itself; in a chunk of its own with ECharts. */
export function ChartCanvas({ option, height, label }: ChartCanvasProps) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(null);
  useEffect(() => {
    if (!host.current) return;
    const made = init(host.current, null, { renderer: 'svg' });
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(host.current);
    return () => {
      watch.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => chart.current?.setOption(option, { notMerge: true }), [option]);
  return <div ref={host} role="img" aria-label={label} style={{ height, width: '100%' }} />;
}
