// The parts of one Page as tabs; which one is open stands in the address, so a link leads to it and "back" leaves it.
import { Tabs } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './PageTabs.module.css';
import { PAGE_TABS, type PageTab } from './tabs.ts';

/** What each tab shows; one without a panel is left out. */
export type PageTabPanels = Partial<Record<PageTab, ReactNode>>;

interface PageTabsProps {
  tab: PageTab;
  onTab: (tab: PageTab) => void;
  panels: PageTabPanels;
}

export function PageTabs({ tab, onTab, panels }: PageTabsProps) {
  const shown = PAGE_TABS.filter(([key]) => panels[key] !== undefined);
  const open = shown.some(([key]) => key === tab) ? tab : 'overview';
  const list = useRef<HTMLDivElement>(null);
  // On a phone the open tab may stand outside the line that is in sight.
  const place = shown.findIndex(([key]) => key === open);
  useEffect(() => {
    const tabs = list.current;
    const active = tabs?.children[place];
    if (tabs && active instanceof HTMLElement)
      tabs.scrollLeft = active.offsetLeft - (tabs.clientWidth - active.offsetWidth) / 2;
  }, [place]);
  return (
    <Tabs value={open} onChange={(value) => onTab(value as PageTab)} keepMounted={false}>
      <Tabs.List ref={list} mb="lg" className={classes['list']} aria-label="Parts of this Page">
        {shown.map(([key, title]) => (
          <Tabs.Tab key={key} value={key}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {shown.map(([key]) => (
        <Tabs.Panel key={key} value={key}>
          {panels[key]}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
