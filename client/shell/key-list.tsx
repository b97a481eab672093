import { Kbd, Modal } from '@mantine/core';
import { MODIFIER } from './modifier.ts';
import { CAMPAIGN_PAGES } from './campaign-pages.ts';

type KeyLine = Readonly<{ keys: readonly string[]; does: string }>;

const EVERYWHERE: readonly KeyLine[] = [
  { keys: [MODIFIER, 'K'], does: 'Find a campaign, line or action' },
  { keys: ['?'], does: 'List the keys' },
  { keys: ['g', 'h'], does: 'Go to the campaigns' },
  ...CAMPAIGN_PAGES.map((page) => ({ keys: ['g', page.key], does: `Go to ${page.label} of this campaign` })),
];

const IN_A_GRID: readonly KeyLine[] = [
  { keys: ['←', '↑', '→', '↓'], does: 'Move among cells; with Shift, select' },
  { keys: ['Enter'], does: 'Edit the cell, then go down' },
  { keys: ['F2'], does: 'Edit what is there' },
  { keys: ['Tab'], does: 'Keep and go right; Shift+Tab left' },
  { keys: ['Esc'], does: 'Leave the cell as it was' },
  { keys: ['Delete'], does: 'Clear the selected cells' },
  { keys: ['Alt', 'Enter'], does: 'Dates of the flight under the cell' },
  { keys: [MODIFIER, '→'], does: 'Move the flight a day later; ← earlier' },
  { keys: [MODIFIER, 'Shift', '→'], does: 'End the flight a day later; ← earlier' },
  { keys: [MODIFIER, 'C'], does: 'Copy the selected cells, for Excel too' },
  { keys: [MODIFIER, 'V'], does: 'Paste a block of cells' },
  { keys: [MODIFIER, 'Z'], does: 'Undo, also after a reload' },
  { keys: [MODIFIER, 'Shift', 'Z'], does: 'Redo' },
];

function KeyTable({ title, lines }: { title: string; lines: readonly KeyLine[] }) {
  return (
    <table className="table" style={{ marginBottom: 16 }}>
      <caption style={{ textAlign: 'left', fontWeight: 600, padding: '0 14px 4px', captionSide: 'top' }}>
        {title}
      </caption>
      <tbody>
        {lines.map((line) => (
          <tr key={line.does}>
            <td style={{ width: 190 }}>
              {line.keys.map((key, index) => (
                <span key={key}>
                  {index > 0 && ' '}
                  <Kbd size="xs">{key}</Kbd>
                </span>
              ))}
            </td>
            <td>{line.does}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** All keys, by where they work. */
export function KeyList({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keys" size="lg">
      <KeyTable title="Everywhere" lines={EVERYWHERE} />
      <KeyTable title="In a grid" lines={IN_A_GRID} />
    </Modal>
  );
}
