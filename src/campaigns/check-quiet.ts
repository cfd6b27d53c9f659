// What quiet hours do to when a campaign goes out: who waits for their end, and for whom that is too late.
import { findDestination } from '../delivery/destination.ts';
import { quietHoursOf } from '../delivery/gate.rules.ts';
import type { QuietHours } from '../delivery/plan.contract.ts';
import { isWithinHours, minutesUntil, quietMinutes } from '../delivery/quiet-hours.ts';
import { readSendingRules, type WorkspaceRules } from '../delivery/sending-rules.ts';
import { MINUTE_MS } from '../kit/clock.ts';
import { WINDOW_MS } from '../profiles/window.ts';
import type { DefinitionCheck } from './campaign.checks.ts';
import type { CampaignDefinition, Problem } from './campaign.contract.ts';
import { clockAt } from './campaign.schedule.ts';

export const quietProblems: DefinitionCheck = async ({ db, clock, graphUrl }, workspaceId, definition) => {
  const rules = await readSendingRules(db, workspaceId);
  const quiet = quietHoursFor(definition, rules);
  if (quiet === null) return [];
  const isByWindow = needsWindow(definition, graphUrl);
  return [
    ...rareProblems(quiet),
    ...(timeProblems(definition, quiet, { now: clock.now(), zone: rules.timeZone, isByWindow }) ??
      expiryProblems(definition, quiet)),
    ...(isByWindow ? delayProblems(definition, quiet) : []),
  ];
};

/** An answer has none: whoever writes is awake (campaign.check.ts). */
export const quietHoursFor = (
  { delivery_type, controls }: Pick<CampaignDefinition, 'delivery_type' | 'controls'>,
  rules: WorkspaceRules,
): QuietHours | null => (delivery_type === 'conversation' ? null : quietHoursOf(controls, rules));

const warning = (message: string, remedy: string): Problem => ({
  ...{ field: 'controls.quiet_hours', severity: 'warning', message, remedy },
});

const DAY_MINUTES = 24 * 60;
const LEAST_OPEN_MINUTES = 60;

function rareProblems(quiet: QuietHours): Problem[] {
  const open = DAY_MINUTES - quietMinutes(quiet);
  if (open >= LEAST_OPEN_MINUTES) return [];
  return [
    warning(
      `They leave ${inWords(open)} a day in which messages may leave.`,
      'Shorten them, if that is not what you want.',
    ),
  ];
}

/** Whether it is lost to whoever's window closes while it waits: nothing follows the message. What outlasts the window is let be. */
function needsWindow({ request, routes }: CampaignDefinition, graphUrl: string): boolean {
  if (routes.at(-1)?.kind !== 'message') return false;
  if (request === null) return true;
  return (
    findDestination(request.url, null, [], graphUrl).kind === 'send_api' &&
    !JSON.stringify(request).includes('HUMAN_AGENT')
  );
}

interface When {
  now: Date;
  zone: string;
  isByWindow: boolean;
}

/** Of a campaign that goes out at a time by a clock most people share; null: there is no such time, or it is not quiet then. */
function timeProblems(definition: CampaignDefinition, quiet: QuietHours, when: When): Problem[] | null {
  const time = localTimeOf(definition, when);
  if (time === null || !isWithinHours(quiet, time)) return null;
  const wait = minutesUntil(time, quiet.to);
  const expiry = definition.controls.expires_after_minutes;
  const goes = `${isAtOnce(definition) ? 'It would go out now,' : 'It goes out'} at ${time}, in quiet hours`;
  const whoever = 'whoever has that time then';
  const another = 'Choose another time, or no quiet hours for this campaign.';
  if (quiet.action === 'drop') return [warning(`${goes}: ${whoever} gets nothing.`, another)];
  if (expiry !== null && expiry <= wait)
    return [
      warning(
        `${goes}: ${whoever} gets nothing, because messages expire after ${inWords(expiry)}, before these end at ${quiet.to}.`,
        another,
      ),
    ];
  const late = when.isByWindow
    ? `, ${inWords(wait)} later, unless their 24-hour window has closed by then`
    : '';
  return [warning(`${goes}: ${whoever} gets it at ${quiet.to}${late}.`, another)];
}

const isAtOnce = ({ delivery_type, schedule }: CampaignDefinition): boolean =>
  delivery_type === 'one_time' && schedule.kind === 'now';

function localTimeOf(definition: CampaignDefinition, { now, zone }: When): string | null {
  const { delivery_type, schedule } = definition;
  if (isAtOnce(definition)) return clockAt(now, zone).localTime.slice('2026-12-24T'.length);
  if (delivery_type === 'one_time' && (schedule.kind === 'at' || schedule.kind === 'own_zone'))
    return schedule.local_time.slice('2026-12-24T'.length);
  return delivery_type === 'periodic' && schedule.kind === 'repeat' ? schedule.time : null;
}

function expiryProblems({ controls }: CampaignDefinition, quiet: QuietHours): Problem[] {
  const [minutes, expiry] = [quietMinutes(quiet), controls.expires_after_minutes];
  if (quiet.action !== 'hold' || expiry === null || expiry > minutes) return [];
  return [
    warning(
      `Quiet hours last ${inWords(minutes)}, and messages expire after ${inWords(expiry)}: whoever’s turn comes when they have just begun gets none.`,
      'Let messages expire later, or shorten the quiet hours.',
    ),
  ];
}

const WINDOW_MINUTES = WINDOW_MS / MINUTE_MS;

/** Also of whoever wrote at the very moment at which it began. */
function delayProblems({ delivery_type, trigger }: CampaignDefinition, quiet: QuietHours): Problem[] {
  const delay = trigger?.delay;
  if (delivery_type === 'one_time' || delivery_type === 'periodic' || delay?.kind !== 'after') return [];
  const minutes = quietMinutes(quiet);
  if (quiet.action !== 'hold' || delay.minutes >= WINDOW_MINUTES || delay.minutes + minutes < WINDOW_MINUTES)
    return [];
  return [
    warning(
      `Messages are due ${inWords(delay.minutes)} after what starts them, and may then wait ${inWords(minutes)} for the end of quiet hours: by then the 24-hour window is closed even of somebody who wrote at the very start.`,
      'Add an approved utility template as the next way, let it wait until they write, or shorten the delay or the quiet hours.',
    ),
  ];
}

const inWords = (minutes: number): string => {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const parts = [
    hours > 0 ? `${hours} ${hours === 1 ? 'hour' : 'hours'}` : '',
    rest > 0 ? `${rest} min` : '',
  ];
  return parts.filter((part) => part !== '').join(' ') || '0 min';
};
