import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { ReplanDetail } from '../../shared/contracts/replans.ts';
import { gainOfMoves } from '../../shared/domain/allocation/planning/replan.ts';
import { AskButton } from '../parts/actions/ask-button.tsx';
import { Figure, FigureStrip } from '../parts/figures/figure.tsx';
import { sayDone } from '../parts/notices/announce.ts';
import { Refused } from '../parts/notices/refused.tsx';
import { useMay } from '../people/session.ts';
import { decimal, gapPercent, money, percent } from '../words/format.ts';
import { useApprove, useReject } from './replan-queries.ts';
import { ReplanLines } from './replan-lines.tsx';
import { ReplanMoves } from './replan-moves.tsx';
import { unitWord } from './unit-word.ts';
import classes from './replans.module.css';

/** A proposal that waits: tick moves, see what they add, approve or reject. */
export function ReplanProposal({ replan }: { replan: ReplanDetail }) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(() => new Set(replan.moves.map(({ id }) => id)));
  const mayApprove = useMay('approve');
  const mayReject = useMay('submit');
  const approve = useApprove(replan.id);
  const reject = useReject(replan.id);
  const chosen = replan.moves.filter(({ id }) => ticked.has(id));
  const gain = chosen.length === replan.moves.length ? replan.gain : gainOfTicked(replan, chosen);
  const moved = chosen.reduce((sum, { cents }) => sum + cents, 0);
  const unit = unitWord(replan.unit);
  const toggle = (id: string) =>
    setTicked((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  return (
    <div className={classes.stack}>
      <FigureStrip label="The proposal in short">
        <Figure
          label={`Gain, ${unit}`}
          value={`${gain >= 0 ? '+' : '−'}${decimal(Math.abs(gain), Math.abs(gain) < 1_000 ? 1 : 0)}`}
          note={replan.responseKept > 0 ? `${percent(gain / replan.responseKept, 2)} over keeping the plan` : undefined}
        />
        <Figure label="Money moved" value={money(moved)} note={`${chosen.length} of ${replan.moves.length} moves`} />
        <Figure
          label="Keeping the plan"
          value={decimal(replan.responseKept, replan.responseKept < 1_000 ? 1 : 0)}
          note={unit}
        />
        <Figure
          label="Proof"
          value={replan.proof.status === 'optimal' ? 'Optimal' : `Within ${gapPercent(replan.proof.gap)}`}
          note="within floors and ceilings"
        />
      </FigureStrip>
      <ReplanMoves replan={replan} ticked={ticked} onToggle={toggle} />
      <ReplanLines replan={replan} />
      <Refused error={approve.error ?? reject.error} />
      <div className={classes.decide}>
        {mayApprove ? (
          <Button
            leftSection={<IconCheck size={16} />}
            disabled={chosen.length === 0 || replan.changes.length > 0}
            loading={approve.isPending}
            onClick={() =>
              approve.mutate(
                chosen.map(({ id }) => id),
                { onSuccess: () => sayDone('The moves are in an approved revision of the plan.') },
              )
            }
          >
            {chosen.length === replan.moves.length
              ? 'Approve and apply'
              : `Approve and apply ${chosen.length} of ${replan.moves.length}`}
          </Button>
        ) : (
          <span className="quiet">A manager or an admin approves it.</span>
        )}
        {mayReject && (
          <AskButton
            label="Reject…"
            question="Why is it rejected?"
            isBusy={reject.isPending}
            onAnswer={(note) => reject.mutate(note)}
          />
        )}
      </div>
    </div>
  );
}

/** Curves bend, so some moves together are not the sum of their own gains. */
function gainOfTicked(replan: ReplanDetail, chosen: ReplanDetail['moves']): number {
  const lines = replan.lines.flatMap(({ lineId: id, curve, plannedCents, floorCents, ceilingCents }) =>
    curve ? [{ id, curve, plannedCents, floorCents, ceilingCents }] : [],
  );
  const moves = chosen.map(({ fromLineId: fromId, toLineId: toId, cents }) => ({ fromId, toId, cents }));
  return gainOfMoves(lines, moves) - (chosen.length > 0 ? replan.unavoidable : 0);
}
