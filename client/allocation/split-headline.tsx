import { IconShieldCheck, IconShieldHalf } from '@tabler/icons-react';
import type { AllocationAnswer } from '../../shared/domain/allocation/request.ts';
import { decimal, money, NO_VALUE, percent } from '../format.ts';
import { Figure, FigureStrip } from '../parts/figure.tsx';
import { Chip } from '../parts/status-chip.tsx';

/** The split in five figures: what it brings now and proposed, the next $100, what is placed, and the proof. */
export function SplitHeadline({
  answer,
  responseNow,
  word,
  changed,
}: {
  answer: AllocationAnswer | undefined;
  responseNow: number;
  word: string;
  changed: number;
}) {
  const gain = answer && responseNow > 0 ? answer.response / responseNow - 1 : null;
  return (
    <FigureStrip label="The split in short">
      <Figure
        label={`${word.charAt(0).toUpperCase()}${word.slice(1)}, now`}
        value={sayResponse(responseNow)}
        note={word === 'people reached' ? 'before overlap between lines' : 'by these curves'}
      />
      <Figure
        label="Proposed"
        value={answer ? sayResponse(answer.response) : NO_VALUE}
        note={
          gain === null
            ? undefined
            : `${gain >= 0 ? '+' : ''}${percent(gain)} ${changed === 0 ? '· nothing to change' : `· ${changed} lines change`}`
        }
      />
      <Figure
        label="Value of the next $100"
        value={answer ? decimal(100 * answer.shadowPricePerDollar, 3) : NO_VALUE}
        note={word}
      />
      <Figure label="Placed" value={answer ? money(answer.totalCents) : NO_VALUE} note="to the cent" />
      <Figure
        label="Proof"
        value={
          answer ? (answer.proof.status === 'optimal' ? 'Optimal' : `Within ${percent(answer.proof.gap, 4)}`) : NO_VALUE
        }
        note={answer && <Proof status={answer.proof.status} />}
      />
    </FigureStrip>
  );
}

/** Large counts whole, small ones with a decimal, so that small gains are seen. */
function sayResponse(value: number): string {
  return decimal(value, value < 100_000 ? 1 : 0);
}

function Proof({ status }: { status: 'optimal' | 'bounded' }) {
  return status === 'optimal' ? (
    <Chip tone="on" icon={IconShieldCheck}>
      No cent can do better
    </Chip>
  ) : (
    <Chip tone="over" icon={IconShieldHalf}>
      Best found in time
    </Chip>
  );
}
