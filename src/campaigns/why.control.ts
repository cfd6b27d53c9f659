// What is needed to say what each control did with a message, and how one of them is told. Pure.
import type { HadRow } from '../delivery/gate.queries.ts';
import type { WorkspaceRules } from '../delivery/sending-rules.ts';
import type { RuledPlan } from './campaign.check.ts';
import type { ControlKind, WhyControl } from './why.contract.ts';
import type { Course, Stand } from './why.course.ts';
import type { WhyDelivery } from './why.queries.ts';
import { atWords } from './why.words.ts';

/** A message the person has had, with the name of its campaign. */
export interface KnownHad extends HadRow {
  campaign: string;
}

/** The run a message belongs to, or would. */
export interface RuledRun {
  occurrence: number;
  version: number;
  isStanding: boolean;
  plan: RuledPlan;
  /** The place of the variant that won; null: none has, or there is nothing to win. */
  winner: number | null;
  winnerDueAt: Date | null;
  /** When people were let in; of those that come in one by one their entries say it. */
  preparedAt: Date | null;
}

/** How lots fell for the person, under the rules of a run. */
export interface Lots {
  isGlobalControl: boolean;
  isControl: boolean;
  /** The place; null: there is no experiment. */
  variant: number | null;
  isTested: boolean;
}

/** How many people have been let in, where there is a limit. */
export interface Admitted {
  total: number;
  today: number;
  inRun: number;
}

/** Who has the person's value of the attribute by which duplicates are found. */
export interface Holder {
  profileId: number;
  /** What they are called; null: nothing that may be shown. */
  name: string | null;
}

/** What is known about the person and the workspace, whatever the message. */
export interface ControlFacts {
  now: Date;
  /** Of the workspace: of times within sentences. */
  zone: string;
  campaignId: number;
  /** Of the campaign, as they are now. */
  tags: readonly string[];
  workspace: WorkspaceRules;
  /** When the workspace's rules were last changed; null: never. */
  rulesChangedAt: Date | null;
  profileId: number;
  /** As their attributes say it; hidden from whoever asks: null. */
  /** Names of attributes that whoever asks may not see. */
  hidden: ReadonlySet<string>;
  theirZone: { value: unknown; isHidden: boolean };
  theirLanguage: { value: unknown; isHidden: boolean };
  had: readonly KnownHad[];
}

/** One message, or the one that may come, with what was found for it. */
export interface Judged {
  facts: ControlFacts;
  run: RuledRun;
  /** null: nobody has written one yet. */
  message: WhyDelivery | null;
  course: Course | null;
  /** When they came in, or were kept out. */
  admittedAt: Date;
  /** As of when the controls behind the door are told. */
  at: Date;
  lots: Lots;
  /** null: there is no limit. */
  admitted: Admitted | null;
  /** null: nobody has the value, or they have none themselves. */
  holder: Holder | null;
  /** Whether they have a value of the attribute by which duplicates are found. */
  hasValue: boolean;
  /** Messages of the run that leave before it; null: not asked. */
  ahead: number | null;
}

export interface Telling {
  kind: ControlKind;
  rule: string;
  stand: Stand;
  /** By what is known: what the engine would say, or would have said. */
  found: 'passed' | 'stopped' | 'holding';
  /** The figures; told unless it was not asked. */
  detail: string | null;
  /** Of a rule of the workspace, which is read when it is asked and kept nowhere: when that was. */
  liveAt?: Date | null;
}

export function tellControl(of: Judged, told: Telling): WhyControl {
  const { kind, rule, stand, found, detail } = told;
  const isForecast = stand === 'forecast';
  const isAsked = stand !== 'not_asked';
  return {
    ...{ kind, rule, is_forecast: isForecast },
    verdict: stand === 'forecast' ? found : stand,
    detail: isAsked ? detail : notAskedBecause(of.course),
    remark: isForecast || !isAsked ? null : remarkOf(of, told),
  };
}

function notAskedBecause(course: Course | null): string {
  if (course?.door === 'no_psid') return 'They had no PSID on the Page, which is asked first.';
  if (course?.door === null && course.gate === 'never') return 'It ended before its turn came.';
  return course?.holds ? 'An earlier one holds it.' : 'An earlier one stopped it first.';
}

/** Rules of a workspace may be others now, and so may be what is known of the person. */
function remarkOf(
  { facts }: Judged,
  { stand, found, liveAt = null }: Pick<Telling, 'stand' | 'found' | 'liveAt'>,
): string | null {
  const { rulesChangedAt, zone } = facts;
  if (liveAt !== null && rulesChangedAt !== null && rulesChangedAt > liveAt)
    return `As the rule is now: the workspace’s rules were changed on ${atWords(rulesChangedAt, zone)}, after that.`;
  return (stand === 'passed') === (found === 'passed')
    ? null
    : 'By what is known now it would be otherwise; told is what was done.';
}
