// What the lines of the builder may choose from: the catalogue, and the names behind ids.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { campaignChoicesQuery } from '../../../api/campaigns.ts';
import { linkChoicesQuery } from '../../../api/entry.ts';
import { pagesQuery } from '../../../api/pages.ts';
import { listChoicesQuery, segmentsQuery } from '../../../api/segments.ts';
import type { Catalogue } from '../../../api/types.ts';
import type { Names } from '../words.ts';
import type { Builder, Choice, Known } from './BuilderContext.ts';

export type Choices = Pick<Builder, 'attributes' | 'events' | 'attributesOf' | 'choices' | 'names'>;

/** Who somebody is to the operator's own systems; asked for like an attribute. */
const CUSTOMER_ID: Known = { name: 'customer_id', type: 'string' };

/** `selfId`: the segment that is being changed, which cannot be in itself. */
export function useBuilderChoices(catalogue: Catalogue | undefined, selfId: string | undefined): Choices {
  const segments = useQuery(segmentsQuery);
  const lists = useQuery(listChoicesQuery);
  const campaigns = useQuery(campaignChoicesQuery);
  const pages = useQuery(pagesQuery);
  const links = useQuery(linkChoicesQuery);
  const choices = useMemo(
    () => ({
      segments: (segments.data?.segments ?? []).filter(({ id }) => id !== selfId).map(named),
      lists: (lists.data?.lists ?? []).map(named),
      campaigns: (campaigns.data?.campaigns ?? []).map(named),
      pages: (pages.data?.pages ?? []).map(named),
      links: (links.data?.links ?? []).map(named),
    }),
    [segments.data, lists.data, campaigns.data, pages.data, links.data, selfId],
  );
  return useMemo(() => {
    const attributes = listAttributes(catalogue);
    return {
      attributes,
      events: catalogue?.events.map(({ name }) => name) ?? [],
      attributesOf: (event) => catalogue?.events.find(({ name }) => name === event)?.attributes ?? [],
      choices,
      names: namesOf(attributes, choices),
    };
  }, [catalogue, choices]);
}

const named = ({ id, name }: { id: string; name: string }): Choice => ({ value: id, label: name });

/** With what is inside of objects, by its path. */
function listAttributes(catalogue: Catalogue | undefined): Known[] {
  const all = (catalogue?.attributes ?? []).flatMap(({ name, type, paths }): Known[] => [
    { name, type },
    ...paths.map((inner) => ({ name: `${name}.${inner.path}`, type: inner.type })),
  ]);
  return all.some(({ name }) => name === CUSTOMER_ID.name) ? all : [CUSTOMER_ID, ...all];
}

function namesOf(attributes: Known[], choices: Choices['choices']): Names {
  const types = new Map(attributes.map(({ name, type }) => [name, type]));
  const find = (list: Choice[]) => (id: string) => list.find(({ value }) => value === id)?.label;
  return {
    typeOf: (attribute) => types.get(attribute) ?? 'string',
    segment: find(choices.segments),
    list: find(choices.lists),
    campaign: find(choices.campaigns),
    page: find(choices.pages),
    link: find(choices.links),
  };
}
