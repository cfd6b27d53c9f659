// In which language a person is told something, and by which clock: what their attributes say, by the names the workspace gave
// these attributes.
import { sql } from 'kysely';
import { type Db, maybeOne } from '../kit/db.ts';
import { sendingRules } from './controls.contract.ts';
import type { Addressee } from './prepare.ts';

export interface LocaleRules {
  languageAttribute: string;
  zoneAttribute: string;
  /** Of the workspace. */
  timeZone: string;
}

const DEFAULTS = sendingRules.parse({});

/** As they are now: a change counts for what has not left yet. */
export async function readLocaleRules(db: Db, workspaceId: string): Promise<LocaleRules> {
  const row = await maybeOne(
    db,
    sql<{ timeZone: string; language: string | null; zone: string | null }>`
    select w.time_zone as "timeZone", r.rules ->> 'language_attribute' as language,
           r.rules ->> 'time_zone_attribute' as zone
      from workspaces w left join sending_rules r using (workspace_id) where workspace_id = ${workspaceId}`,
  );
  return {
    languageAttribute: row?.language ?? DEFAULTS.language_attribute,
    zoneAttribute: row?.zone ?? DEFAULTS.time_zone_attribute,
    timeZone: row?.timeZone ?? 'UTC',
  };
}

/** Where they say nothing, whatever the addressee had before stays. */
export const withLocale = (to: Addressee, rules: LocaleRules): Addressee => ({
  ...to,
  language: to.language ?? to.attributes[rules.languageAttribute],
  zone: to.zone ?? to.attributes[rules.zoneAttribute],
  workspaceZone: rules.timeZone,
});
