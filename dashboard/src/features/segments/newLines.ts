// What a new line begins as: what is asked for most, with as little as possible left to fill in.
import type { SegmentInput } from '../../api/segments.ts';
import {
  type AttributeDraft,
  type Draft,
  type GroupDraft,
  type LineKind,
  type Match,
  newId,
} from './draft.ts';

/** What nearly every Messenger segment begins with. */
export const NEW_SEGMENT: SegmentInput = {
  name: '',
  filter: {
    kind: 'group',
    match: 'all',
    filters: [{ kind: 'attribute', attribute: 'ps_id', op: 'exists' }],
  },
  tracked: false,
};

export const newAttribute = (): AttributeDraft => ({
  id: newId(),
  kind: 'attribute',
  attribute: '',
  op: 'is',
});

export const newGroup = (match: Match, filters: Draft[]): GroupDraft => ({
  id: newId(),
  kind: 'group',
  match,
  filters,
});

export function newLine(kind: LineKind): Draft {
  const id = newId();
  switch (kind) {
    case 'attribute':
      return newAttribute();
    case 'event':
      return { id, kind, event: '', did: true, times: 'at_least', at_least: 1, within_days: null };
    case 'sequence':
      return {
        id,
        kind,
        did: true,
        first: { event: '' },
        // biome-ignore lint/suspicious/noThenProperty: the name in the API; a boolean is no promise
        then: false,
        next: { event: '' },
        within: { amount: 2, unit: 'days' },
      };
    case 'segment':
      return { id, kind, segment_id: '', is_in: true };
    case 'list':
      return { id, kind, list_id: '', is_in: true };
    case 'messenger':
      return { id, kind, is: true, page_id: null, fact: 'in_window' };
    case 'campaign':
      return { id, kind, is: true, campaign_id: null, fact: 'was_sent' };
  }
}
