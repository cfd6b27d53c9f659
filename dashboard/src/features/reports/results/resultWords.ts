// Words and colours of results, for screens and for the picture that is shared. Pure.
import type { GoalResult, Results } from '../../../api/types.ts';
import { formatSpan } from '../../../ui/format.ts';
import type { Tone } from '../../../ui/StateMark.tsx';

/** Where people come in by what they do, there is no segment that all of them are in. */
const COMES_IN = new Set(['event', 'segment', 'api', 'conversation']);
export const firstStep = (deliveryType: string): string =>
  COMES_IN.has(deliveryType) ? 'Came in' : 'In the segment';

export const STEP_WORDS: Record<Results['funnel'][number]['step'], string> = {
  in_segment: 'In the segment',
  admitted: 'Let in',
  sent: 'Accepted',
  delivered: 'Delivered',
  read: 'Read',
  engaged: 'Answered, reacted or clicked',
  converted: 'Reached a goal',
};

type Winner = NonNullable<Results['variants'][number]['winner']>;

/** Only what did better has won; the first of several alike is chosen because somebody has to be. */
export const winnerWord = ({ because, runs, of_runs }: Winner): string =>
  of_runs > 1 ? `Chosen in ${runs} of ${of_runs} runs` : because === 'best' ? 'Winner' : 'Chosen';

const DID: Record<NonNullable<Winner['metric']>, string> = {
  ...{ read: 'read it', clicked: 'followed a link', replied: 'answered', converted: 'reached a goal' },
};

export function chosenWords({ because, metric, confidence }: Winner): string {
  const did = metric === null ? 'did what was hoped for' : DID[metric];
  switch (because) {
    case 'nothing':
      return `nobody had ${metric === null ? 'done anything' : did} yet, so the first was taken`;
    case 'tie':
      return `as many of its people as of another’s ${did}, so the first of them was taken`;
    case 'best':
      return `more of its people ${did} than of any other’s${sureWords(confidence)}`;
  }
}

const NEARLY_SURE = 0.99;
const HARDLY_SURE = 0.9;
function sureWords(confidence: number | null): string {
  if (confidence === null) return '';
  if (confidence > NEARLY_SURE) return ', over 99% sure';
  const sure = `, ${Math.floor(confidence * 100)}% sure`;
  return confidence < HARDLY_SURE ? `${sure}: it may be chance` : sure;
}

type Verdict = NonNullable<GoalResult['control']>['verdict'];

export const VERDICT_WORDS: Record<Verdict, { tone: Tone; word: string }> = {
  more: { tone: 'good', word: 'More than without it' },
  fewer: { tone: 'bad', word: 'Fewer than without it' },
  unsure: { tone: 'quiet', word: 'May be chance' },
  too_few: { tone: 'quiet', word: 'Too few to tell' },
};

export const COURSE_SERIES = [
  { name: 'accepted', label: 'Accepted', color: 'sea.6' },
  { name: 'delivered', label: 'Delivered', color: 'blue.5' },
  { name: 'read', label: 'Read', color: 'violet.5' },
  { name: 'clicked', label: 'Clicked', color: 'orange.5' },
  { name: 'converted', label: 'Goal', color: 'pink.5' },
] as const;

const share = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const money = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
const points = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });

export const formatRatio = (value: number): string => share.format(value);
/** Of whatever currency the events carry. */
export const formatMoney = (value: number): string => money.format(value);
/** 0.021 → "+2.1 points" */
export const formatPoints = (value: number): string => `${points.format(value * 100)} points`;
export const formatMinutes = (minutes: number | null): string =>
  minutes === null ? '–' : formatSpan(minutes * 60);

const stepNames: Record<number, string> = {
  60: 'by the minute',
  600: 'every ten minutes',
  3600: 'by the hour',
  86400: 'by the day',
  604800: 'by the week',
};
export const stepWords = (seconds: number): string => stepNames[seconds] ?? 'every 30 days';

/** 72 → "3 days", 5 → "5 hours" */
export function spanWords(hours: number): string {
  const [amount, unit] = hours % 24 === 0 ? [hours / 24, 'day'] : [hours, 'hour'];
  return countWords(amount, unit);
}

/** 1 → "1 condition", 2 → "2 conditions" */
export const countWords = (count: number, thing: string): string =>
  count === 1 ? `1 ${thing}` : `${count} ${thing}s`;
