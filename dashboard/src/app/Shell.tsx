// The frame around every signed-in screen: navigation at the side, a bar with a menu on a phone, the screen in the middle.
import { AppShell, Burger, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { meQuery } from '../api/access.ts';
import { OwnPasswordBanner } from '../features/access/OwnPasswordBanner.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import { Brand } from './Brand.tsx';
import { Navigation } from './Navigation.tsx';
import classes from './Shell.module.css';

export function Shell() {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const { data: me } = useSuspenseQuery(meQuery);
  const main = useFocusOnNavigation(close);
  return (
    <AppShell
      header={{ height: { base: 56, sm: 0 } }}
      navbar={{ width: 236, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'md', sm: 'xl' }}
    >
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <AppShell.Header hiddenFrom="sm" className={classes['header']}>
        <Group h="100%" px="md" justify="space-between">
          <Brand />
          <Burger
            opened={isOpen}
            onClick={toggle}
            size="sm"
            aria-label={isOpen ? 'Close menu' : 'Open menu'}
          />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes['navbar']} aria-label="Main">
        <AppShell.Section visibleFrom="sm" px="lg" pt="lg" pb="xs">
          <Brand />
        </AppShell.Section>
        <AppShell.Section grow p="sm">
          <Navigation />
        </AppShell.Section>
        <AppShell.Section p="sm" className={classes['foot']}>
          <AccountMenu me={me} />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="main" ref={main} tabIndex={-1}>
        <div className={classes['screen']}>
          {me.must_change_password && <OwnPasswordBanner />}
          <Outlet />
        </div>
      </AppShell.Main>
    </AppShell>
  );
}

/** After a change of screen the menu closes and the keyboard stands at the new content, not at the old link. */
function useFocusOnNavigation(onNavigate: () => void) {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    if (shown.current !== undefined) {
      onNavigate();
      main.current?.focus({ preventScroll: true });
    }
    shown.current = path;
  }, [path, onNavigate]);
  return main;
}
