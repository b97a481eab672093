import { Checkbox, NumberInput, TextInput } from '@mantine/core';
import { AmountField } from '../parts/fields/amount-field.tsx';
import { Segmented } from '../parts/fields/segmented.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { daypartWord } from '../spots/spot-words.ts';
import { cellMoney, points } from '../words/format.ts';
import { ruleOf, type BuyableLine, type BuyRules, type Field, type LineRule } from './buy-rules.ts';
import classes from './buying.module.css';

type FormProps = Readonly<{ lines: readonly BuyableLine[]; rules: BuyRules; onRules: (rules: BuyRules) => void }>;

/** Everything the buy must keep to: for all, by station, by daypart, by line. */
export function BuyForm(props: FormProps) {
  const { rules, onRules } = props;
  return (
    <>
      <Panel title="Rules" note="an empty field asks for nothing">
        <div className={classes.controls}>
          <AmountField
            label="Budget, gross $"
            w={130}
            cents={rules.budgetCents}
            onCents={(cents) => onRules({ ...rules, budgetCents: cents ?? 0 })}
          />
          <div>
            <div className={classes.label} id="buy-goal">
              Most
            </div>
            <Segmented
              label="What is to be most"
              value={rules.goal}
              options={[
                { value: 'rating_points', label: 'Rating points' },
                { value: 'reach', label: 'People reached' },
              ]}
              onChange={(goal) => onRules({ ...rules, goal })}
            />
          </div>
          <NumberInput
            label="Points a week, at least"
            w={160}
            min={0}
            hideControls
            value={rules.leastPoints}
            onChange={(value) => onRules({ ...rules, leastPoints: fieldOf(value) })}
          />
          <NumberInput
            label="Points a week, at most"
            w={160}
            min={0}
            hideControls
            value={rules.mostPoints}
            onChange={(value) => onRules({ ...rules, mostPoints: fieldOf(value) })}
          />
          <NumberInput
            label="Avails a line and week"
            w={160}
            min={0}
            max={1000}
            value={rules.availsPerWeek}
            onChange={(value) => onRules({ ...rules, availsPerWeek: Number(value) || 0 })}
          />
          <TextInput
            label="No spot from this day on"
            type="date"
            w={170}
            value={rules.stopDay}
            onChange={(event) => onRules({ ...rules, stopDay: event.currentTarget.value })}
          />
        </div>
      </Panel>
      <div className={classes.pair}>
        <StationRules {...props} />
        <DaypartRules {...props} />
      </div>
      <LineRules {...props} />
    </>
  );
}

function StationRules({ lines, rules, onRules }: FormProps) {
  const stations = [...new Set(lines.map(({ tv }) => tv.station))].toSorted();
  return (
    <Panel title="Stations" note="share of the budget" flush>
      <TableRegion label="Most of the budget by station">
        <table className="table">
          <thead>
            <tr>
              <th>Station</th>
              <th className="num">At most, %</th>
            </tr>
          </thead>
          <tbody>
            {stations.map((station) => (
              <tr key={station}>
                <td>
                  <strong>{station}</strong>
                </td>
                <td className="num">
                  <PercentField
                    label={`Most of the budget on ${station}, %`}
                    value={rules.stationCaps[station] ?? ''}
                    onValue={(value) => onRules({ ...rules, stationCaps: { ...rules.stationCaps, [station]: value } })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableRegion>
    </Panel>
  );
}

function DaypartRules({ lines, rules, onRules }: FormProps) {
  const dayparts = [...new Set(lines.map(({ tv }) => tv.daypart))].toSorted();
  return (
    <Panel title="Dayparts" note="share of the budget" flush>
      <TableRegion label="Share of the budget by daypart">
        <table className="table">
          <thead>
            <tr>
              <th>Daypart</th>
              <th className="num">At least, %</th>
              <th className="num">At most, %</th>
            </tr>
          </thead>
          <tbody>
            {dayparts.map((id) => (
              <tr key={id}>
                <td>
                  <strong>{daypartWord(id)}</strong>
                </td>
                <td className="num">
                  <PercentField
                    label={`Least of the budget in ${daypartWord(id)}, %`}
                    value={rules.daypartLeast[id] ?? ''}
                    onValue={(value) => onRules({ ...rules, daypartLeast: { ...rules.daypartLeast, [id]: value } })}
                  />
                </td>
                <td className="num">
                  <PercentField
                    label={`Most of the budget in ${daypartWord(id)}, %`}
                    value={rules.daypartMost[id] ?? ''}
                    onValue={(value) => onRules({ ...rules, daypartMost: { ...rules.daypartMost, [id]: value } })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableRegion>
    </Panel>
  );
}

function LineRules({ lines, rules, onRules }: FormProps) {
  const change = (id: string, set: Partial<LineRule>) =>
    onRules({ ...rules, lines: { ...rules.lines, [id]: { ...ruleOf(rules, id), ...set } } });
  return (
    <Panel title="Lines" note="what is for sale, and what stays as it is" flush>
      <TableRegion label="Rules by line">
        <table className="table">
          <thead>
            <tr>
              <th>Line</th>
              <th className="num">A spot, $</th>
              <th className="num">Rating</th>
              <th className="num">Points for $100</th>
              <th className="num">Avails a week</th>
              <th className="num">When used, at least</th>
              <th>Keep as it is</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ line, tv, costCents }) => {
              const rule = ruleOf(rules, line.id);
              return (
                <tr key={line.id}>
                  <td className={classes.nowrap}>
                    <strong>{line.name}</strong>
                    <div className="quiet">
                      {tv.station} · {daypartWord(tv.daypart)} · {tv.lengthSeconds} s
                      {tv.program ? ` · ${tv.program}` : ''}
                    </div>
                  </td>
                  <td className="num">{cellMoney(costCents)}</td>
                  <td className="num">{points(tv.ratingHundredths)}</td>
                  <td className="num">{((100 * tv.ratingHundredths) / costCents).toFixed(2)}</td>
                  <td className="num">
                    <NumberInput
                      aria-label={`Avails a week of ${line.name}`}
                      size="xs"
                      w={90}
                      ml="auto"
                      min={0}
                      max={1000}
                      placeholder={String(rules.availsPerWeek)}
                      value={rule.avails}
                      disabled={rule.isLocked}
                      onChange={(value) => change(line.id, { avails: fieldOf(value) })}
                    />
                  </td>
                  <td className="num">
                    <NumberInput
                      aria-label={`Least spots a week of ${line.name} when it is used`}
                      size="xs"
                      w={90}
                      ml="auto"
                      min={1}
                      max={1000}
                      value={rule.minimum}
                      disabled={rule.isLocked}
                      onChange={(value) => change(line.id, { minimum: fieldOf(value) })}
                    />
                  </td>
                  <td>
                    <Checkbox
                      aria-label={`Keep the spots of ${line.name} as they are`}
                      checked={rule.isLocked}
                      onChange={(event) => change(line.id, { isLocked: event.currentTarget.checked })}
                    />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableRegion>
    </Panel>
  );
}

function PercentField(props: { label: string; value: Field; onValue: (value: Field) => void }) {
  return (
    <NumberInput
      aria-label={props.label}
      size="xs"
      w={90}
      ml="auto"
      min={0}
      max={100}
      hideControls
      value={props.value}
      onChange={(value) => props.onValue(fieldOf(value))}
    />
  );
}

function fieldOf(value: number | string): Field {
  return value === '' || !Number.isFinite(Number(value)) ? '' : Number(value);
}
