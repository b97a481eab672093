import { responseAt } from '../../../shared/domain/allocation/curves/response.ts';
import type { Curve } from '../split-model.ts';
import classes from '../split.module.css';

const WIDTH = 104;
const HEIGHT = 34;
const STEPS = 24;

/** A line's response curve at a glance: a ring where it is now, a dot where the split puts it. */
export function MiniCurve(props: {
  curve: Curve;
  mostCents: number;
  nowCents: number;
  proposedCents: number;
  color: string;
}) {
  const { curve, mostCents } = props;
  const top = Math.max(responseAt(curve, mostCents), Number.MIN_VALUE);
  const point = (cents: number) => ({
    x: 4 + ((WIDTH - 8) * Math.min(cents, mostCents)) / mostCents,
    y: HEIGHT - 4 - ((HEIGHT - 8) * responseAt(curve, Math.min(cents, mostCents))) / top,
  });
  const path = Array.from({ length: STEPS + 1 }, (_, step) => point(Math.round((mostCents * step) / STEPS)))
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join(' ');
  const now = point(props.nowCents);
  const proposed = point(props.proposedCents);
  return (
    <svg className={classes.mini} width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path d={path} fill="none" stroke={props.color} strokeWidth="1.75" strokeOpacity=".55" />
      <circle cx={now.x} cy={now.y} r="3.4" fill="var(--fb-surface)" stroke={props.color} strokeWidth="1.75" />
      <circle cx={proposed.x} cy={proposed.y} r="3.9" fill={props.color} />
    </svg>
  );
}
