// People who follow a script: once a message has been read (webhooks/receipts.ts), each draws what to do about it, from dice of
// their own, so that the same seed gives the same answers in whatever order a client sends.
import type { Act } from '../acts/act.contract.ts';
import { type Offers, offersOf } from '../acts/offers.ts';
import { perform } from '../acts/perform.ts';
import { ActError, contentOf, type Scene } from '../acts/scene.ts';
import type { Person } from '../world/people.ts';
import type { Random } from '../world/random.ts';
import type { Message } from '../world/threads.ts';
import type { World } from '../world/world.ts';
import type { Script } from './script.contract.ts';

/** Between two acts about the same message. */
const STEP_MS = { min: 1_000, max: 8_000 };

export type Deed = 'react' | 'click' | 'tap' | 'reply' | 'stop' | 'block' | 'report';
export type Deeds = Partial<Record<Deed, number>>;

export class Crowd {
  private readonly random: Random;
  /** How many messages each person has thought about. */
  private readonly thoughts = new WeakMap<Person, number>();
  private readonly deeds = new Map<string, Deeds>();

  constructor(random: Random) {
    this.random = random;
  }

  /** What the people of a Page have done by script. */
  done(pageId: string): Deeds {
    return this.deeds.get(pageId) ?? {};
  }

  forget(pageId: string): void {
    this.deeds.delete(pageId);
  }

  /** The person has just read the message. */
  afterReading(scene: Scene, message: Message): void {
    const { page, person, world } = scene;
    const content = page.script && contentOf(message);
    if (!page.script || !content) return;
    const nth = (this.thoughts.get(person) ?? 0) + 1;
    this.thoughts.set(person, nth);
    const dice = this.random.fork(`${person.psid}/${nth}`);
    const { min_ms, max_ms } = page.script.answer_delay;
    let delayMs = dice.between(min_ms, max_ms);
    for (const { deed, act } of decide(page.script, offersOf(content), { dice, mid: message.mid })) {
      world.scheduler.after(delayMs, () => void this.act(scene, deed, act));
      delayMs += dice.between(STEP_MS.min, STEP_MS.max);
    }
  }

  /** What cannot be done any more, since the person has blocked the Page or the message is gone, is left undone. */
  private async act(scene: Scene, deed: Deed, act: Act): Promise<void> {
    try {
      await perform(scene, act);
    } catch (error) {
      if (error instanceof ActError) return;
      throw error;
    }
    const deeds = this.done(scene.page.id);
    deeds[deed] = (deeds[deed] ?? 0) + 1;
    this.deeds.set(scene.page.id, deeds);
  }
}

interface Step {
  deed: Deed;
  act: Act;
}

/** All dice are cast for every message, whatever it offers, so that a change of the message does not change other draws. */
export function decide(script: Script, offers: Offers, { dice, mid }: { dice: Random; mid: string }): Step[] {
  const [reacts, clicks, taps, replies, stops, reports, blocks] = [
    script.react_rate,
    script.click_rate,
    script.tap_rate,
    script.reply_rate,
    script.stop_rate,
    script.report_rate,
    script.block_rate,
  ].map((rate) => dice.next() < rate);
  const steps: Step[] = [];
  if (reacts) steps.push({ deed: 'react', act: reaction(dice, mid) });
  const [link] = offers.links;
  if (clicks && link !== undefined) steps.push({ deed: 'click', act: { type: 'click', url: link } });
  const tap = taps ? findTap(offers, dice) : null;
  if (tap) steps.push({ deed: 'tap', act: tap });
  if (replies) steps.push({ deed: 'reply', act: { type: 'message', text: dice.pick(script.replies) } });
  if (stops) steps.push({ deed: 'stop', act: { type: 'message', text: dice.pick(script.stop_words) } });
  if (reports) steps.push({ deed: 'report', act: { type: 'report' } });
  else if (blocks) steps.push({ deed: 'block', act: { type: 'block' } });
  return steps;
}

function reaction(dice: Random, mid: string): Act {
  const kinds = ['like', 'love', 'smile', 'wow'] as const;
  return { type: 'reaction', mid, reaction: dice.pick(kinds), action: 'react' };
}

/** One of the things the message offers to tap; null when there is none. */
function findTap({ template, quickReplies, postbacks }: Offers, dice: Random): Act | null {
  switch (template) {
    case 'customer_feedback':
      return { type: 'feedback', answer: String(dice.between(1, 5)) };
    case 'notification_messages':
      return { type: 'optin', kind: 'marketing', timezone: 'UTC' };
    case 'one_time_notif_req':
      return { type: 'optin', kind: 'one_time', timezone: 'UTC' };
    case 'coupon':
      return { type: 'coupon' };
    case 'instant_form':
      return { type: 'lead_form' };
    default:
  }
  if (quickReplies.length > 0) return { type: 'quick_reply', ...dice.pick(quickReplies) };
  if (postbacks.length > 0) return { type: 'postback', via: 'get_started', ...dice.pick(postbacks) };
  return null;
}

/** Looks at the links of a message as it is sent, as the platform's preview fetcher sometimes does. */
export function lookAtLinks({ browser, settings, random }: World, message: Message): void {
  if (!random.chance(settings.links.scraper_probability)) return;
  const content = contentOf(message);
  for (const link of content ? offersOf(content).links : []) void browser.open(link, 'scraper');
}
