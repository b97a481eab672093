import {
  IconAlertTriangle,
  IconBell,
  IconBellOff,
  IconCheck,
  IconInfoCircle,
  IconUrgent,
  IconUserCheck,
} from '@tabler/icons-react';
import type { AlertResponse, AlertRule } from '../../shared/contracts/alerts.ts';
import { Chip, type Tone } from '../parts/chips/status-chip.tsx';
import { words } from '../words/format.ts';

export const RULE_WORDS: Readonly<Record<AlertRule, readonly [name: string, when: string]>> = {
  projected_under: ['Projected under budget', 'A flight will likely end below 95% of its budget.'],
  projected_over: [
    'Projected over budget',
    'A flight may end above its budget. A hint while that is only possible, a warning once it is likely (80%).',
  ],
  silent_feed: [
    'Silent feed',
    'A platform has not reported for twice its rhythm, or a report is missing. It is asked at once where it has an address.',
  ],
  stalled: ['Stalled', 'A running flight delivered nothing in two reports.'],
  cpm_jump: ['Cost per thousand jumped', 'The day lies more than 3 robust deviations from the days before.'],
  overspend_guard: ['Overspend guard', 'Spend that is still on its way would pass the budget.'],
  bad_signatures: ['Bad signatures', 'More posts than usual fail verification.'],
  unmapped_placements: ['Unmapped placements', 'A platform reports something that belongs to no flight.'],
  creative_expiring: ['Creative about to end', 'Copy, or its release, ends while spots still need it.'],
  deadline_near: ['Deadline near', 'A station’s traffic instructions are due within a day.'],
};

const SEVERITIES = {
  info: ['neutral', IconInfoCircle, 'Hint'],
  warning: ['over', IconAlertTriangle, 'Warning'],
  critical: ['bad', IconUrgent, 'Critical'],
} as const satisfies Record<AlertResponse['severity'], readonly [Tone, typeof IconBell, string]>;

/** How serious an alert is. */
export function SeverityChip({ severity }: { severity: AlertResponse['severity'] }) {
  const [tone, icon, word] = SEVERITIES[severity];
  return (
    <Chip tone={tone} icon={icon}>
      {word}
    </Chip>
  );
}

const STATES = {
  open: ['accent', IconBell],
  acknowledged: ['on', IconUserCheck],
  snoozed: ['neutral', IconBellOff],
  resolved: ['neutral', IconCheck],
} as const satisfies Record<AlertResponse['state'], readonly [Tone, typeof IconBell]>;

/** Where an alert stands. */
export function AlertStateChip({ state }: { state: AlertResponse['state'] }) {
  const [tone, icon] = STATES[state];
  return (
    <Chip tone={tone} icon={icon}>
      {words(state)}
    </Chip>
  );
}
