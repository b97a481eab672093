import { Kbd, Modal } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { CAMPAIGN_PAGES } from './shell/campaign-pages.ts';

const Finder = lazy(() => import('./shell/finder.tsx').then((module) => ({ default: module.Finder })));

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);
/** The key that goes with the others: ⌘ on Apple, Ctrl elsewhere. */
export const MODIFIER = IS_MAC ? '⌘' : 'Ctrl';

export type KeyLine = Readonly<{ keys: readonly string[]; does: string }>;

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
  { keys: [MODIFIER, 'C'], does: 'Copy the selected cells, for Excel too' },
  { keys: [MODIFIER, 'V'], does: 'Paste a block of cells' },
  { keys: [MODIFIER, 'Z'], does: 'Undo, also after a reload' },
  { keys: [MODIFIER, 'Shift', 'Z'], does: 'Redo' },
];

export type KeysState = Readonly<{
  modifier: string;
  isFinderOpen: boolean;
  isListOpen: boolean;
  openFinder(): void;
  openList(): void;
  close(): void;
}>;

/** Listens for the keys that work everywhere. */
export function useKeys(): KeysState {
  const [open, setOpen] = useState<'finder' | 'list' | null>(null);
  const navigate = useNavigate();
  const { campaignId } = useParams({ strict: false });
  const isGoing = useRef(false);
  useHotkeys([['mod+K', () => setOpen('finder')]], []);
  useHotkeys([
    ['shift+?', () => setOpen('list')],
    ['?', () => setOpen('list')],
  ]);
  useEffect(() => {
    const go = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      if (!isGoing.current) {
        isGoing.current = event.key === 'g';
        return;
      }
      isGoing.current = false;
      if (event.key === 'h') void navigate({ to: '/' });
      const page = CAMPAIGN_PAGES.find((one) => one.key === event.key);
      if (page && campaignId) void navigate({ to: page.to, params: { campaignId } });
    };
    document.addEventListener('keydown', go);
    return () => document.removeEventListener('keydown', go);
  }, [campaignId, navigate]);
  return {
    modifier: MODIFIER,
    isFinderOpen: open === 'finder',
    isListOpen: open === 'list',
    openFinder: () => setOpen('finder'),
    openList: () => setOpen('list'),
    close: () => setOpen(null),
  };
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select, [role="grid"]') !== null);
}

function KeyTable({ title, lines }: { title: string; lines: readonly KeyLine[] }) {
  return (
    <table className="table" style={{ marginBottom: 16 }}>
      <caption style={{ textAlign: 'left', fontWeight: 600, padding: '0 14px 4px', captionSide: 'top' }}>{title}</caption>
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

/** The finder and the list of keys, shown when asked for. */
export function Keys({ keys }: { keys: KeysState }) {
  return (
    <>
      {keys.isFinderOpen && (
        <Suspense>
          <Finder onClose={keys.close} />
        </Suspense>
      )}
      <Modal opened={keys.isListOpen} onClose={keys.close} title="Keys" size="lg">
        <KeyTable title="Everywhere" lines={EVERYWHERE} />
        <KeyTable title="In a grid" lines={IN_A_GRID} />
      </Modal>
    </>
  );
}
