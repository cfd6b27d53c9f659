// In which language a person is told something, and by which clock: what their attributes say, by the names the workspace gave
// these attributes.
import type { Db } from '../kit/db.ts';
import type { Addressee } from './prepare.ts';
import { readSendingRules, type WorkspaceRules } from './sending-rules.ts';

export interface LocaleRules {
  languageAttribute: string;
  zoneAttribute: string;
  /** Of the workspace. */
  timeZone: string;
}

/** As they are now: a change counts for what has not left yet. */
export const readLocaleRules = async (db: Db, workspaceId: string): Promise<LocaleRules> =>
  localeRulesOf(await readSendingRules(db, workspaceId));

export const localeRulesOf = (rules: WorkspaceRules): LocaleRules => ({
  languageAttribute: rules.language_attribute,
  zoneAttribute: rules.time_zone_attribute,
  timeZone: rules.timeZone,
});

/** Where they say nothing, whatever the addressee had before stays. */
export const withLocale = (to: Addressee, rules: LocaleRules): Addressee => ({
  ...to,
  language: to.language ?? to.attributes[rules.languageAttribute],
  zone: to.zone ?? to.attributes[rules.zoneAttribute],
  workspaceZone: rules.timeZone,
});
