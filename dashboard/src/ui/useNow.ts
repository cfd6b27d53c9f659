// The clock of the screen: one timer for all relative times, moving every ten seconds.
import { useSyncExternalStore } from 'react';
import { serviceNow } from './clock.ts';

const TICK_MS = 10_000;
const listeners = new Set<() => void>();
let now = serviceNow();
let timer: number | undefined;

function tick(): void {
  now = serviceNow();
  for (const notify of listeners) notify();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = serviceNow(); // it stood still while nobody looked
    timer = window.setInterval(tick, TICK_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(timer);
    timer = undefined;
  };
}

export const useNow = (): number => useSyncExternalStore(subscribe, () => now);
