// What a waterfall promises, in numbers and in the sentences one is asked with before publishing. Pure.
import type { Waterfall, WaterfallStep } from '../../../api/types.ts';
import { countPeople, formatNumber } from '../../../ui/format.ts';

const ENDS: ReadonlySet<WaterfallStep['key']> = new Set([
  'left_out',
  'in_window',
  'by_template',
  'held',
  'not_reached',
  'called',
]);

/** Whether everybody of the step stays in it; the others only narrow down. */
export const endsIn = ({ key }: WaterfallStep): boolean => ENDS.has(key);

const NOW: ReadonlySet<WaterfallStep['key']> = new Set(['in_window', 'by_template', 'called']);

/** How many get something at once. */
export const reachedNow = ({ steps }: Waterfall): number =>
  steps.filter(({ key }) => NOW.has(key)).reduce((sum, { people }) => sum + people, 0);

/** What becomes of everybody else, a sentence each; and the windows that will not last. */
export function otherwiseWords({ steps, forecast }: Waterfall): string[] {
  const lines: string[] = [];
  for (const { key, people } of steps) {
    if (people === 0) continue;
    if (key === 'by_template')
      lines.push(`${formatNumber(people)} of them ${getOrGets(people)} the utility template.`);
    if (key === 'left_out') lines.push(`${countPeople(people)} ${isOrAre(people)} left out by controls.`);
    if (key === 'held') lines.push(`${countPeople(people)} ${isOrAre(people)} held until they write.`);
    if (key === 'not_reached') lines.push(`${countPeople(people)} ${isOrAre(people)} not reached.`);
  }
  if (forecast !== null && forecast.closing > 0) lines.push(forecast.text);
  return lines;
}

const isOrAre = (count: number): string => (count === 1 ? 'is' : 'are');
const getOrGets = (count: number): string => (count === 1 ? 'gets' : 'get');
