import { ActionIcon, Menu, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import {
  IconKeyboard,
  IconLogout,
  IconMenu2,
  IconMoon,
  IconSearch,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useLive, useLiveState } from '../api/live.ts';
import { sayFailed } from '../parts/notices/announce.ts';
import { signOut, useActor } from '../people/session.ts';
import { words } from '../words/format.ts';
import { Keys, useKeys } from './keys.tsx';
import { Rail } from './rail.tsx';
import classes from './shell.module.css';

const NavDrawer = lazy(() => import('./nav-drawer.tsx').then((module) => ({ default: module.NavDrawer })));

const LIVE_WORDS = { connecting: 'Connecting', live: 'Live', offline: 'Offline, retrying' } as const;

function LiveWord() {
  const state = useLiveState();
  return (
    <span className={classes.live} role="status" title={`Updates from the server: ${LIVE_WORDS[state].toLowerCase()}`}>
      <span className={classes.dot} data-state={state} />
      <span>{LIVE_WORDS[state]}</span>
    </span>
  );
}

/** Switches between light and dark. */
export function SchemeToggle() {
  const scheme = useComputedColorScheme('light');
  const { setColorScheme } = useMantineColorScheme();
  const next = scheme === 'light' ? 'dark' : 'light';
  return (
    <Tooltip label={`Use the ${next} scheme`}>
      <ActionIcon aria-label={`Use the ${next} scheme`} onClick={() => setColorScheme(next)}>
        {scheme === 'light' ? <IconMoon size={17} stroke={1.7} /> : <IconSun size={17} stroke={1.7} />}
      </ActionIcon>
    </Tooltip>
  );
}

function PersonMenu() {
  const actor = useActor();
  const navigate = useNavigate();
  const leave = async () => {
    await signOut();
    await navigate({ to: '/sign-in' });
  };
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon aria-label={`Account of ${actor?.name ?? 'nobody'}`}>
          <IconUserCircle size={19} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actor && (
          <Menu.Label>
            {actor.name} · {words(actor.role)}
          </Menu.Label>
        )}
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave().catch(sayFailed)}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The frame of every signed-in page. */
export function Shell() {
  useLive();
  const keys = useKeys();
  const [isNavOpen, setNavOpen] = useState(false);
  return (
    <div className={classes.shell}>
      <a href="#main" className={classes.skip}>
        Skip to the page
      </a>
      <Rail />
      <header className={classes.bar}>
        <ActionIcon className={classes.burger} aria-label="Open the menu" onClick={() => setNavOpen(true)}>
          <IconMenu2 size={18} />
        </ActionIcon>
        <button type="button" className={classes.find} onClick={keys.openFinder}>
          <IconSearch size={15} stroke={1.8} aria-hidden />
          <span>Find a campaign, line or action</span>
          <kbd className={classes.kbd}>{keys.modifier} K</kbd>
        </button>
        <div className={classes.spacer} />
        <LiveWord />
        <Tooltip label="Keys">
          <ActionIcon aria-label="List the keys" onClick={keys.openList}>
            <IconKeyboard size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        <SchemeToggle />
        <PersonMenu />
      </header>
      <main id="main" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
      {isNavOpen && (
        <Suspense>
          <NavDrawer onClose={() => setNavOpen(false)} />
        </Suspense>
      )}
      <Keys keys={keys} />
    </div>
  );
}
