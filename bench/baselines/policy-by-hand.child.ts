// What a person would write instead: today's rules as if and else, without dates, reasons or remedies; a message by LiquidJS
// and a few checks of lengths.
import { Liquid, type Template } from 'liquidjs';
import { countPerSecond } from '../kit/count.ts';
import { serve } from '../kit/serve.ts';
import {
  type BenchPerson,
  type BenchQuestion,
  listBenchPeople,
  listBenchQuestions,
  MESSAGES,
  type MessageName,
  NOW,
} from '../policy/cases.ts';

const DAY_MS = 86_400_000;
const MARGIN_MS = 120_000;

serve({ verdicts, messages }, () => {});

function verdicts({ seconds }: { seconds: number }) {
  const questions = listBenchQuestions();
  return countPerSecond(questions.length, seconds, () => {
    let sent = 0;
    for (const question of questions) if (maySend(question)) sent += 1;
    return sent;
  });
}

function maySend({ messagingType, tag, template, utilityStatus, person }: BenchQuestion): boolean {
  if (person.blockedAt || person.optedOutAt) return false;
  if (tag === 'CUSTOMER_FEEDBACK') return template === 'customer_feedback' && wroteWithin(person, 7 * DAY_MS);
  if (tag) return false;
  if (messagingType === 'UTILITY') return template === 'utility' && utilityStatus === 'APPROVED';
  if (messagingType !== 'RESPONSE' && messagingType !== 'UPDATE') return false;
  if (person.adMessageAt && NOW.getTime() < person.adMessageAt.getTime() + 7 * DAY_MS - MARGIN_MS)
    return true;
  return wroteWithin(person, DAY_MS);
}

const wroteWithin = ({ lastUserActionAt }: BenchPerson, ms: number): boolean =>
  lastUserActionAt !== null && NOW.getTime() < lastUserActionAt.getTime() + ms - MARGIN_MS;

function messages({ seconds, message }: { seconds: number; message: MessageName }) {
  const liquid = new Liquid();
  const parsed = liquid.parse(JSON.stringify(MESSAGES[message]).replaceAll("\\'", "'"));
  const people = listBenchPeople(true);
  return countPerSecond(people.length, seconds, () => {
    let good = 0;
    for (const person of people) {
      if (!wroteWithin(person, DAY_MS) || person.blockedAt || person.optedOutAt) continue;
      if (isWithinLimits(render(liquid, parsed, person))) good += 1;
    }
    return good;
  });
}

interface Card {
  title: string;
  subtitle: string;
  buttons: { title: string }[];
}
interface Message {
  text?: string;
  quick_replies?: { title: string }[];
  attachment?: { payload: { elements: Card[] } };
}

const render = (liquid: Liquid, parsed: Template[], { attributes }: BenchPerson): Message =>
  JSON.parse(liquid.renderSync(parsed, attributes)) as Message;

function isWithinLimits({ text = '', quick_replies = [], attachment }: Message): boolean {
  if (text.length >= 2000 || quick_replies.length > 13) return false;
  if (quick_replies.some(({ title }) => title.length > 20)) return false;
  const elements = attachment?.payload.elements ?? [];
  return (
    elements.length <= 10 &&
    elements.every(
      (card) =>
        card.title.length <= 80 &&
        card.subtitle.length <= 80 &&
        card.buttons.length <= 3 &&
        card.buttons.every(({ title }) => title.length <= 20),
    )
  );
}
