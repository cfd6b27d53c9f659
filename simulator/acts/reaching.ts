// Following links, and turning away: clicks, blocks, reports.
import { BLOCK_VARIANTS, type BlockVariant } from '../world/people.ts';
import type { World } from '../world/world.ts';
import type { ActOf } from './act.contract.ts';
import { offersOf } from './offers.ts';
import { ActError, contentOf, type Performed, type Scene } from './scene.ts';

/** Opens a link as the phone's browser does. No webhook tells of it, and the window stays as it is (messenger-platform §5.1). */
export async function click(scene: Scene, act: ActOf<'click'>): Promise<Performed> {
  const url = act.url ?? findLink(scene, act.mid);
  if (url === undefined) throw new ActError('the Page sent no link to click', 'url');
  return { webhook: 'none', click: await scene.world.browser.open(url, 'phone') };
}

/** The first link of the message named, or of the newest message of the Page that has one. */
function findLink({ person }: Scene, mid: string | undefined): string | undefined {
  for (const message of person.thread?.toReversed() ?? []) {
    if (mid !== undefined && message.mid !== mid) continue;
    const content = contentOf(message);
    const [link] = content ? offersOf(content).links : [];
    if (link !== undefined) return link;
  }
  return undefined;
}

/** The person turns messages off. Nothing tells the app: it learns from its next send (messenger-platform §5.7). */
export function block(scene: Scene, variant: BlockVariant | undefined, reported = false): Performed {
  const { world, page, person } = scene;
  person.blocked = variant ?? drawVariant(world);
  person.blockedAt = world.clock.now();
  if (reported) person.reportedAt = person.blockedAt;
  world.changes.person(person);
  world.live.notify({ pageId: page.id, psid: person.psid, kind: 'thread' });
  return { webhook: 'none' };
}

export function unblock({ world, page, person }: Scene): Performed {
  person.blocked = null;
  world.changes.person(person);
  world.live.notify({ pageId: page.id, psid: person.psid, kind: 'thread' });
  return { webhook: 'none' };
}

/** By the weights of the settings: the same condition shows as different codes. */
function drawVariant({ random, settings }: World): BlockVariant {
  const total = BLOCK_VARIANTS.reduce((sum, variant) => sum + settings.blocks[variant], 0);
  let left = random.next() * total;
  for (const variant of BLOCK_VARIANTS) {
    left -= settings.blocks[variant];
    if (left < 0) return variant;
  }
  return BLOCK_VARIANTS[0];
}
