// Which runs of a campaign a report is about: all of them, those of one version, or one. Every statement of a report has it.
import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { type Db, one } from '../kit/db.ts';
import { notFound } from '../kit/errors.ts';
import type { scopeQuery } from './scope.contract.ts';

export interface OfCampaign {
  workspaceId: string;
  campaignId: number;
}

export interface Scope extends OfCampaign {
  /** null: all runs. */
  run: number | null;
  /** null: of all versions. */
  version: number | null;
}

export const scopeOf = (of: OfCampaign, query: z.output<typeof scopeQuery>): Scope => ({
  ...of,
  run: query.run ?? null,
  version: query.version ?? null,
});

export const isWhole = ({ run, version }: Scope): boolean => run === null && version === null;

/**
 * Whether a row is of these runs, by the number of its run. Of one run its own version is not asked for again. The runs of a version are
 * an array that is made once: joined, PostgreSQL 18 takes them for far fewer rows than there are, and sorts 1,000,000 of them.
 */
export function inScope(
  { workspaceId, campaignId, run, version }: Scope,
  column: RawBuilder<unknown> = sql`occurrence`,
): RawBuilder<unknown> {
  if (run !== null) return sql`${column} = ${run}`;
  if (version === null) return sql`true`;
  return sql`${column} = any(array(select v.occurrence from occurrences v where v.workspace_id = ${workspaceId}
                                      and v.campaign_id = ${campaignId} and v.version = ${version}))`;
}

/** Refuses (not_found) a run the campaign has not, a version it has not, and a run of another version. */
export async function checkScope(db: Db, scope: Scope): Promise<void> {
  const { workspaceId, campaignId, run, version } = scope;
  if (isWhole(scope)) return;
  const { known } = await one(
    db,
    run === null
      ? sql<{ known: boolean }>`
        select exists (select from campaign_versions
                        where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and version = ${version}) as known`
      : sql<{ known: boolean }>`
        select exists (select from occurrences
                        where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and occurrence = ${run}
                          and (${version}::int is null or version = ${version})) as known`,
  );
  if (known) return;
  const asked = [run !== null && `run ${run}`, version !== null && `version ${version}`].filter(Boolean);
  throw notFound(asked.join(' of '));
}
