import { ActionIcon, Button, NumberInput, Select, Slider } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ScenarioResponse } from '../../../../shared/contracts/scenarios.ts';
import { channelWord } from '../../../words/format.ts';
import type { ChangeOf } from '../scenario-model.ts';
import classes from '../scenarios.module.css';

type Price = ChangeOf<'price'>;
const ALL = 'all';

const targetOf = ({ lineIds, channels }: Price): string =>
  channels?.[0] !== undefined ? `channel ${channels[0]}` : lineIds?.[0] !== undefined ? `line ${lineIds[0]}` : ALL;

function priceOn(target: string, basisPoints: number): Price {
  if (target.startsWith('channel ')) {
    return { kind: 'price', basisPoints, channels: [target.slice(8)] as Price['channels'] };
  }
  return target.startsWith('line ')
    ? { kind: 'price', basisPoints, lineIds: [target.slice(5)] }
    : { kind: 'price', basisPoints };
}

/** Prices otherwise: of everything, of a channel or of a line, each by its percent. */
export function PriceWhatIf(props: {
  lines: ScenarioResponse['inputs']['lines'];
  prices: readonly Price[];
  onPrices: (prices: readonly Price[]) => void;
}) {
  const { lines, prices, onPrices } = props;
  const channels = [...new Set(lines.map((line) => line.channel))];
  const options = [
    { group: 'Together', items: [{ value: ALL, label: 'All prices' }] },
    { group: 'Channels', items: channels.map((one) => ({ value: `channel ${one}`, label: channelWord(one) })) },
    { group: 'Lines', items: lines.map(({ id, name }) => ({ value: `line ${id}`, label: name })) },
  ];
  const set = (index: number, price: Price) => onPrices(prices.map((one, at) => (at === index ? price : one)));
  return (
    <fieldset className={classes.section}>
      <legend>Prices</legend>
      {prices.map((price, index) => {
        const say = `Price ${index + 1}`;
        const setPercent = (value: number | string) =>
          value !== '' && set(index, priceOn(targetOf(price), Math.round(Number(value) * 100)));
        return (
          <div key={index} className={classes.price}>
            <Select
              aria-label={`${say}: what becomes dearer or cheaper`}
              size="xs"
              allowDeselect={false}
              data={options}
              value={targetOf(price)}
              onChange={(value) => value && set(index, priceOn(value, price.basisPoints))}
            />
            <Slider
              color="iris"
              size="sm"
              thumbSize={24}
              min={-50}
              max={100}
              step={1}
              value={Math.max(-50, Math.min(100, price.basisPoints / 100))}
              label={(value) => `${value > 0 ? '+' : ''}${value} %`}
              thumbLabel={`${say}: change, percent, by slider`}
              onChange={setPercent}
            />
            <NumberInput
              aria-label={`${say}: change, percent`}
              size="xs"
              min={-99}
              max={10_000}
              suffix=" %"
              hideControls
              value={price.basisPoints / 100}
              onChange={setPercent}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove price ${index + 1}`}
              onClick={() => onPrices(prices.filter((_, at) => at !== index))}
            >
              <IconX size={16} />
            </ActionIcon>
          </div>
        );
      })}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => onPrices([...prices, { kind: 'price', basisPoints: 1_000 }])}
        >
          Add a price
        </Button>
      </div>
    </fieldset>
  );
}
