// Recipients as they are asked for: by state, reason, variant, goal and person, of all runs or some, on a screen or as a file.
import type { RawBuilder } from 'kysely';
import type { z } from 'zod';
import type { Db } from '../kit/db.ts';
import { invalid } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import type { recipientQuery } from './recipient.contract.ts';
import { listRecipients, type RecipientFilter, type RecipientRow } from './recipient.queries.ts';
import { checkScope, scopeOf } from './scope.queries.ts';
import { findVariants, type Variants } from './variant-names.ts';

/**
 * Whom a text typed into a search means, as conditions on a row `p` of profiles, any of which names them; nobody by what
 * whoever asks may not see. People belong to profiles, which reports do not know.
 */
export type MatchPeople = (actor: Actor, search: string) => Promise<RawBuilder<unknown>[]>;

interface Needs {
  db: Db;
  matchPeople: MatchPeople;
}

export interface Recipients {
  variants: Variants;
  /** The rows after one, at most so many. */
  page: (after: number | null, limit: number) => Promise<RecipientRow[]>;
}

/** Refuses a run or version the campaign has not (not_found), and a variant that no version has (invalid). */
export async function openRecipients(
  { db, matchPeople }: Needs,
  actor: Actor,
  { campaignId, query }: { campaignId: number; query: z.output<typeof recipientQuery> },
): Promise<Recipients> {
  const scope = scopeOf({ workspaceId: actor.workspaceId, campaignId }, query);
  await checkScope(db, scope);
  const variants = await findVariants(db, scope);
  const filter = {
    ...{ state: query.state ?? null, reason: query.reason ?? null },
    variant: query.variant === undefined ? null : getPlaces(variants, query.variant),
    converted: query.converted ?? null,
    people: query.search === '' ? null : await matchPeople(actor, query.search),
  } satisfies Partial<RecipientFilter>;
  return { variants, page: (after, limit) => listRecipients(db, scope, { ...filter, after, limit }) };
}

function getPlaces(variants: Variants, name: string) {
  const places = variants.placesOf(name);
  if (places.length > 0) return places;
  const known = variants.names.map((one) => `“${one}”`).join(', ');
  throw invalid(
    'variant',
    `There is no variant “${name}”.`,
    known === '' ? 'This campaign has no variants; leave it out.' : `Choose one of ${known}.`,
  );
}
