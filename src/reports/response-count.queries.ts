// What people did with a campaign's messages, counted: one pass over the responses, one over the clicks among them.
import { sql } from 'kysely';
import { type Db, jsonb, many, one } from '../kit/db.ts';
import { type Actor, maySeeSensitive } from '../kit/http/actor.ts';
import { shownDetail } from '../kit/sensitive-plan.ts';
import type { LinkPattern } from './link-patterns.ts';
import type { RESPONSE_KINDS, ResponseCounts } from './response.contract.ts';
import { inScope, type Scope } from './scope.queries.ts';

type Kind = (typeof RESPONSE_KINDS)[number];

/**
 * Each recipient once in each count. A reaction counts while the latest of them was not taken back. All but reactions is read
 * from the index alone, in its order: one pass that groups whole rows by recipient took seven times as long.
 */
export function countResponses(db: Db, of: Scope): Promise<Omit<ResponseCounts, 'links'>> {
  const ofKinds = (kinds: readonly Kind[]) => sql`
      from responses where workspace_id = ${of.workspaceId} and campaign_id = ${of.campaignId} and kind = any(${kinds}::text[]) and ${inScope(of)}`;
  return one(
    db,
    sql<Omit<ResponseCounts, 'links'>>`
    with reacted as materialized (
      select delivery_id ${ofKinds(['reaction'])} group by delivery_id
      having max(at) filter (where detail is not null) > coalesce(max(at) filter (where detail is null), '-infinity')
    )
    select (select count(*) from (select delivery_id from reacted
              union select delivery_id ${ofKinds(['reply', 'quick_reply', 'postback'])}) anyhow) as responded,
           (select count(*) from reacted) as reacted,
           (select count(distinct delivery_id) ${ofKinds(['reply'])}) as replied,
           (select count(distinct delivery_id) ${ofKinds(['quick_reply', 'postback'])}) as tapped,
           (select count(distinct delivery_id) ${ofKinds(['click'])}) as clicked`,
  );
}

const MAX_LINKS = 20;

/** The links followed by most; addresses that fit a pattern count as that link. */
export function listTopLinks(
  db: Db,
  of: Scope,
  patterns: readonly LinkPattern[],
): Promise<ResponseCounts['links']> {
  // The first that fits is the most specific.
  const composed = sql`
    (select p ->> 'url' from jsonb_array_elements(${jsonb(patterns)}) with ordinality as listed (p, place)
      where detail like p ->> 'pattern' order by place limit 1)`;
  return many(
    db,
    sql<ResponseCounts['links'][number]>`
    select url, count(*) as clicks, count(distinct delivery_id) as people
      from (select ${patterns.length === 0 ? sql`detail` : sql`coalesce(${composed}, detail)`} as url, delivery_id
              from responses
             where workspace_id = ${of.workspaceId} and campaign_id = ${of.campaignId} and kind = 'click' and detail is not null
                and ${inScope(of)}) click
     group by url order by people desc, clicks desc, url limit ${MAX_LINKS}`,
  );
}

export interface ResponseRow {
  kind: Kind;
  at: Date;
  detail: string | null;
}

/** Of one delivery, newest first, as far as whoever asks may see it. */
export const listResponses = (db: Db, actor: Actor, deliveryId: number): Promise<ResponseRow[]> =>
  many(
    db,
    sql<ResponseRow>`
    select kind, at, ${shownDetail(actor.workspaceId, !maySeeSensitive(actor))} as detail from responses r
     where workspace_id = ${actor.workspaceId} and delivery_id = ${deliveryId}
     order by at desc, kind, dedupe_key limit 100`,
  );
