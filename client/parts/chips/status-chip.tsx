import {
  IconArrowDownRight,
  IconArrowUpRight,
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconClock,
  IconEye,
  IconHelpCircle,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconX,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { words } from '../../words/format.ts';
import classes from './status-chip.module.css';

export type Tone = 'neutral' | 'accent' | 'under' | 'over' | 'on' | 'bad';

/** A word with an icon and a hue; the hue never stands alone. */
export function Chip({ tone, icon: Icon, children }: { tone: Tone; icon: TablerIcon; children: ReactNode }) {
  return (
    <span className={`${classes.chip} ${classes[tone]}`}>
      <Icon size={13} stroke={2} aria-hidden />
      {children}
    </span>
  );
}

type Look = readonly [Tone, TablerIcon, string?];

/** One look per status of the glossary: campaigns, plans, flights, spots, pacing, deliveries. */
const LOOKS: Readonly<Record<string, Look>> = {
  draft: ['neutral', IconPencil],
  active: ['on', IconPlayerPlay],
  paused: ['over', IconPlayerPause],
  completed: ['neutral', IconCheck],
  canceled: ['neutral', IconBan],
  in_review: ['accent', IconEye],
  approved: ['on', IconCheck],
  superseded: ['neutral', IconRefresh],
  pending_creatives: ['over', IconClock, 'Needs creatives'],
  pending_start: ['accent', IconClock, 'Starts soon'],
  planned: ['neutral', IconCircleDashed],
  ordered: ['accent', IconClock],
  confirmed: ['accent', IconCheck],
  trafficked: ['under', IconArrowUpRight],
  aired: ['on', IconCheck],
  preempted: ['over', IconBan, 'Pre-empted'],
  missed: ['bad', IconX],
  made_good: ['on', IconRefresh, 'Made good'],
  credited: ['neutral', IconRefresh],
  na: ['neutral', IconCircleDashed, 'Not started'],
  stalled: ['bad', IconPlayerPause],
  stopped: ['neutral', IconBan],
  under: ['under', IconArrowDownRight, 'Under pace'],
  on: ['on', IconCheck, 'On pace'],
  over: ['over', IconArrowUpRight, 'Over pace'],
  not_started: ['neutral', IconCircleDashed],
  no_plan: ['neutral', IconCircleDashed, 'Nothing planned'],
  unknown: ['neutral', IconHelpCircle],
  ended: ['neutral', IconCheck],
  ok: ['on', IconCheck],
  stored: ['on', IconCheck],
  duplicate: ['neutral', IconRefresh],
  invalid: ['bad', IconX],
  failed: ['bad', IconX],
  bad_signature: ['bad', IconBan],
  unmatched: ['over', IconHelpCircle],
};

/** The chip of a status, with its own word where the code is not one. */
export function StatusChip({ status, word }: { status: string; word?: string }) {
  const [tone, icon, ownWord] = LOOKS[status] ?? (['neutral', IconCircleDashed] as const);
  return (
    <Chip tone={tone} icon={icon}>
      {word ?? ownWord ?? words(status)}
    </Chip>
  );
}
