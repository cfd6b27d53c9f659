// How often what is on the screen is asked for again. TanStack Query asks only while the tab is visible, and what did not
// change renders nothing anew. What never arrived is not asked for here: its screen shows why, with a way to try again.

const LIVE_MS = 3_000;

interface Asked<Data> {
  state: { data: Data | undefined };
}

export const whileShown = ({ state }: Asked<unknown>): number | false =>
  state.data === undefined ? false : LIVE_MS;

/** An endless list is asked for again with all its loaded parts, so a longer one waits longer: the load stays the same. */
export const listWhileShown = ({ state }: Asked<{ pages: unknown[] }>): number | false =>
  state.data === undefined ? false : LIVE_MS * state.data.pages.length;
