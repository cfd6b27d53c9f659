// What the texts of a draft may say, in groups: the person, what starts the campaign, what is fetched, content blocks. Outside of
// a draft (a content block) only what every message has.
import { useQueries, useQuery } from '@tanstack/react-query';
import { useContext } from 'react';
import { blocksQuery, exampleEventsQuery } from '../../../api/campaign-texts.ts';
import { catalogueQuery } from '../../../api/people.ts';
import type { CampaignDefinition, DeliveryType } from '../../../api/types.ts';
import { answerQuery } from '../content/answers.ts';
import { DraftContext } from '../editor/DraftContext.ts';
import { isScheduled } from '../type/deliveryTypes.ts';
import { answerPlaces, eventPlaces, type Place, personPlaces } from './places.ts';

export interface PlaceGroup {
  label: string;
  places: Place[];
}

export interface Places {
  groups: PlaceGroup[];
  /** Names of content blocks. */
  blocks: string[];
  isPending: boolean;
}

const EVENT_LABELS: Partial<Record<DeliveryType, string>> = {
  api: 'Data of the call',
  conversation: 'What they wrote or tapped',
};

export function usePlaces(): Places {
  const draft = useContext(DraftContext);
  const definition = draft?.settled ?? null;
  const campaignId = draft?.campaign.id ?? '';
  const catalogue = useQuery(catalogueQuery);
  const blocks = useQuery({ ...blocksQuery, staleTime: 15_000 });
  const hasEvent = definition !== null && !isScheduled(definition.delivery_type);
  const happened = useQuery({
    ...exampleEventsQuery(campaignId, definition ?? { delivery_type: 'one_time', trigger: null }),
    enabled: hasEvent,
  });
  const sources = (definition?.content ?? []).filter(({ name }) => name.trim() !== '');
  const answers = useQueries({
    queries: sources.map(({ name }) => answerQuery(campaignId, name)),
    combine: (results) => results.map(({ data }) => data),
  });
  const ofEvent = [...eventPlaces(happened.data?.places ?? []), OTHER_OF_EVENT];
  const fetched = sources.flatMap(({ name }, index) => ofSource(name, answers[index]));
  const person = { label: 'The person', places: personPlaces(catalogue.data?.attributes ?? []) };
  const event = hasEvent || definition === null ? [{ label: eventLabel(definition), places: ofEvent }] : [];
  // What somebody wrote is rarely said again; what they bought is what the message is about.
  const isAnswer = definition === null || definition.delivery_type === 'conversation';
  return {
    groups: [
      ...(isAnswer ? [] : event),
      ...(fetched.length > 0 ? [{ label: 'Connected content', places: fetched }] : []),
      person,
      ...(isAnswer ? event : []),
      { label: 'More', places: definition === null ? [TODAY] : [TODAY, CAMPAIGN_NAME] },
    ],
    blocks: blocks.data?.blocks.map(({ name }) => name) ?? [],
    isPending: catalogue.isPending || (hasEvent && happened.isPending),
  };
}

const TODAY: Place = { root: 'now', keys: [], type: 'datetime', values: [] };
const CAMPAIGN_NAME: Place = { root: 'Campaign', keys: ['name'], type: 'string', values: [] };
/** What nobody has sent yet. */
const OTHER_OF_EVENT: Place = { root: 'EventAttribute', keys: [], type: null, values: [], isOpen: true };

const ofSource = (name: string, answer: unknown): Place[] => [
  ...(answer === undefined ? [] : answerPlaces(name, answer)),
  { root: 'Content', keys: [name], type: null, values: [], isOpen: true },
];

const eventLabel = (definition: CampaignDefinition | null): string =>
  (definition && EVENT_LABELS[definition.delivery_type]) ?? 'What happened';
