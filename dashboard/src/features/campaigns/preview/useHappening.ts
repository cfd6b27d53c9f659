// What is taken to have happened when the draft is looked at. Kept for this tab, so that preview, test and connected content are
// looked at with the same, and so is the next step.
import { useSessionStorage } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { exampleEventsQuery } from '../../../api/campaign-texts.ts';
import type { ExampleEvent } from '../../../api/types.ts';
import { useDraftContext } from '../editor/DraftContext.ts';
import { isScheduled } from '../type/deliveryTypes.ts';
import { eventOf, type Happening, offeredNames, usedNames, withRows } from './happening.ts';

export interface HappeningHandle {
  /** null: nothing happens before this campaign, or it is not known yet what. */
  happening: Happening | null;
  /** Names a form of one's own begins with. */
  names: readonly string[];
  events: readonly ExampleEvent[];
  choose: (happening: Happening) => void;
  /** What texts find as EventAttribute; null: the latest. */
  event: Record<string, unknown> | null;
}

const NOTHING = { places: [], events: [] };

export function useHappening(): HappeningHandle {
  const { campaign, definition, settled } = useDraftContext();
  const { delivery_type: type } = definition;
  const [chosen, choose] = useSessionStorage<Happening | null>({
    key: `talaria-happening-${campaign.id}-${type}`,
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  const examples = useQuery({ ...exampleEventsQuery(campaign.id, settled), enabled: !isScheduled(type) });
  const known = examples.data ?? NOTHING;
  return useMemo(() => {
    const names = offeredNames(usedNames(definition), known.places);
    const isNone = isScheduled(type) || examples.isPending;
    // Where nothing has happened yet, there is nothing to look at but data of one's own.
    const first: Happening =
      known.events.length > 0 || names.length === 0 ? { by: 'latest' } : { by: 'own', rows: [] };
    const now = chosen ?? first;
    const happening = now.by === 'own' ? { ...now, rows: withRows(now.rows, names, known.places) } : now;
    return {
      happening: isNone ? null : happening,
      names,
      events: known.events,
      choose,
      event: isNone ? null : eventOf(happening, known),
    };
  }, [definition, type, known, chosen, choose, examples.isPending]);
}
