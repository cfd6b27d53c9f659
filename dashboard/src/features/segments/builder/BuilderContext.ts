// What every line of the builder needs: what may be chosen, what is wrong, and how to change things.
import { createContext, useContext } from 'react';
import type { ValueType } from '../draft.ts';
import type { DraftEdits } from '../useDraft.ts';
import type { Names } from '../words.ts';

export interface Known {
  name: string;
  type: ValueType;
}
export interface Choice {
  value: string;
  label: string;
}

/** What the fields of an event and its conditions need, in the builder and outside of it. */
export interface MatchParts {
  events: string[];
  /** What is known of the events of a name. */
  attributesOf: (event: string) => Known[];
  /** What is wrong with a field of a line or condition, once it is to be said. */
  faultOf: (at: string, field: string) => string | undefined;
}

export interface Builder extends MatchParts, Pick<DraftEdits, 'draft' | 'act' | 'change'> {
  attributes: Known[];
  choices: Record<'segments' | 'lists' | 'campaigns' | 'pages' | 'links', Choice[]>;
  names: Names;
  /** No further line fits into the segment. */
  isFull: boolean;
}

export const BuilderContext = createContext<Builder | null>(null);

export function useBuilder(): Builder {
  const builder = useContext(BuilderContext);
  if (!builder) throw new Error('A line of the builder stands outside of it.');
  return builder;
}

export const MatchContext = createContext<MatchParts | null>(null);

/** Of the event of a campaign's trigger, or of the line of the builder it stands in. */
export function useMatchParts(): MatchParts {
  const own = useContext(MatchContext);
  const parts = useContext(BuilderContext) ?? own;
  if (!parts) throw new Error('The fields of an event stand neither in a builder nor in a trigger.');
  return parts;
}
