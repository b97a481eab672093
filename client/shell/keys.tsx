import { useHotkeys } from '@mantine/hooks';
import { useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { CAMPAIGN_PAGES } from './campaign-pages.ts';
import { MODIFIER } from './modifier.ts';

const Finder = lazy(() => import('./finder.tsx').then((module) => ({ default: module.Finder })));

const KeyList = lazy(() => import('./key-list.tsx').then((module) => ({ default: module.KeyList })));

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
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, [role="grid"]') !== null)
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
      {keys.isListOpen && (
        <Suspense>
          <KeyList onClose={keys.close} />
        </Suspense>
      )}
    </>
  );
}
