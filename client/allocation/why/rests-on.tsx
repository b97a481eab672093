import { Anchor } from '@mantine/core';
import { count, day, decimal, money } from '../../words/format.ts';
import type { BandAnswers } from './band-table.tsx';
import type { SplitLine } from '../split-model.ts';
import classes from '../split.module.css';

export const BAND_ID = 'under-each-curve';

/** What the whole split rests on, plainly: what was measured, what is believed, and how much hangs on it. */
export function RestsOn(props: { lines: readonly SplitLine[]; bands: BandAnswers; people: number; unitWord: string }) {
  const { lines, bands, people, unitWord } = props;
  return (
    <section className={classes.rests} aria-label="What this split rests on">
      <strong>Rests on</strong>
      <ul>
        {basisOf(lines, { people, unitWord }).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
        <li>
          {rangeOf(lines, bands, unitWord)} <Anchor href={`#${BAND_ID}`}>The three splits</Anchor>
        </li>
      </ul>
    </section>
  );
}

const linesOf = (number: number) => `${number} ${number === 1 ? 'line' : 'lines'}`;

function basisOf(lines: readonly SplitLine[], { people, unitWord }: { people: number; unitWord: string }): string[] {
  const kindOf = ({ forecast }: SplitLine) => forecast?.facts.kind ?? 'none';
  const measured = lines.filter((one) => kindOf(one) === 'response');
  const priced = lines.filter((one) => kindOf(one) === 'price');
  const bare = lines.filter((one) => kindOf(one) === 'none');
  const own = bare.filter(({ source }) => source === 'plan');
  const guessed = bare.length - own.length;
  return [
    measured.length > 0 && `${linesOf(measured.length)}: learned from reported ${unitWord} ${daysOf(measured)}.`,
    priced.length > 0 &&
      `${linesOf(priced.length)}: what a dollar buys is measured ${daysOf(priced)}; ${unitWord} are not reported, so where the curve bends is believed.`,
    own.length > 0 &&
      `${linesOf(own.length)}: the curve kept in the plan; nothing is delivered yet that would test it.`,
    guessed > 0 &&
      `${linesOf(guessed)}: a benchmark made from rate card, channel and ${count(people)} people in the market; nothing is measured yet.`,
  ].filter((sentence) => sentence !== false);
}

function daysOf(lines: readonly SplitLine[]): string {
  const days = Math.max(...lines.map(({ forecast }) => forecast?.facts.days ?? 0));
  const through = lines
    .map(({ forecast }) => forecast?.facts.through ?? '')
    .toSorted()
    .at(-1);
  return `(up to ${days} ${days === 1 ? 'day' : 'days'}${through ? `, through ${day(through)}` : ''})`;
}

/** How far the result and each line's money move between the low and the high curves. */
function rangeOf(lines: readonly SplitLine[], bands: BandAnswers, unitWord: string): string {
  const [low, middle, high] = bands.map(({ data }) => data);
  if (!low || !middle || !high) return 'The split under low, middle and high curves is being worked out.';
  const moved = lines.map(({ line }) => {
    const cents = [low, middle, high].map((one) => one.allocations.find(({ id }) => id === line.id)?.cents ?? 0);
    return { name: line.name, cents: Math.max(...cents) - Math.min(...cents) };
  });
  const most = moved.reduce((a, b) => (b.cents > a.cents ? b : a), { name: '', cents: 0 });
  const digits = high.response < 1_000 ? 1 : 0;
  const results = [low, middle, high].map(({ response }) => decimal(response, digits)).join(', ');
  const spread =
    most.cents === 0
      ? 'the split is the same under all three.'
      : `no line’s money differs by more than ${money(most.cents)} (${most.name}).`;
  return `Under low, middle and high curves it brings ${results} ${unitWord}; ${spread}`;
}
