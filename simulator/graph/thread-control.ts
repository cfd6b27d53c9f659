// Conversation Routing (messenger-platform §8.5): passing, taking, releasing, requesting and keeping a thread, and who owns
// it. Idle threads belong to the Page's default app, or to nobody when there is none.
import { ownerOf } from '../webhooks/owner.ts';
import type { Page } from '../world/apps.ts';
import { DAY_MS } from '../world/clock.ts';
import type { Person } from '../world/people.ts';
import type { World } from '../world/world.ts';
import type { PageCaller } from './auth.ts';
import { findJson, findText, type GraphCall, type GraphReply, getText } from './call.ts';
import { GraphError, invalidParameter } from './errors.ts';
import { findString, getObject, getOneOf } from './send/checks.ts';

interface Thread {
  world: World;
  page: Page;
  person: Person;
}

/** "extend_thread_control {duration s, ≤ 7 d}" */
const LONGEST_EXTENSION_S = 7 * 86_400;
const METADATA_LIMIT = 1000;

/** The five edges `{verb}_thread_control`. */
export type ControlVerb = 'pass' | 'take' | 'release' | 'request' | 'extend';

export function threadControl(verb: ControlVerb): (call: GraphCall, own: PageCaller) => GraphReply {
  return (call, { page }) => {
    const { world, params } = call;
    const recipient = getObject(findJson(params, 'recipient'), 'recipient');
    const person = page.people.find(String(recipient['id']));
    if (!person) throw new GraphError(100, 2018001);
    findString(params['metadata'], 'metadata', METADATA_LIMIT);
    change(call, verb, { world, page, person });
    return { body: { success: true } };
  };
}

function change(call: GraphCall, verb: ControlVerb, thread: Thread): void {
  const { page } = thread;
  switch (verb) {
    case 'pass':
      requireOwner(thread);
      setOwner(thread, getAppId(getText(call.params, 'target_app_id'), 'target_app_id'));
      return;
    case 'take':
      // "Without a default app […] `take` is blocked."
      if (page.setup.default_app_id === null) throw new GraphError(100, 2018171);
      setOwner(thread, page.app.id);
      return;
    case 'release':
      requireOwner(thread);
      release(thread);
      return;
    case 'request':
      // The owner is told, and need not answer.
      return;
    case 'extend':
      requireOwner(thread);
      setOwner(thread, page.app.id, readDuration(call) * 1000);
  }
}

function readDuration(call: GraphCall): number {
  const seconds = Number(getText(call.params, 'duration'));
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_EXTENSION_S)
    throw invalidParameter(`Param duration must be between 1 and ${LONGEST_EXTENSION_S} seconds.`);
  return seconds;
}

/** @throws GraphError 100/2534037 when another app owns the thread */
function requireOwner({ world, page, person }: Thread): void {
  const owner = ownerOf(world.items, page, person.psid, world.clock.now());
  if (owner !== null && owner !== page.app.id) throw new GraphError(100, 2534037);
}

/** "Idle = no user message for 24 h or released." */
function setOwner({ world, page, person }: Thread, appId: string, lifeMs: number = DAY_MS): void {
  const expiresAt = world.clock.now() + lifeMs;
  world.items.put({ kind: 'control', id: person.psid, pageId: page.id, appId, expiresAt });
}

function release({ world, person }: Thread): void {
  const control = world.items.find('control', person.psid);
  if (control) world.items.remove(control);
}

/** "100/2018164: wrong app id" */
function getAppId(value: unknown, path: string): string {
  if (!/^\d{5,20}$/.test(String(value)))
    throw invalidParameter(`Param ${path} is not the id of an app that can own this thread.`, 2018164);
  return String(value);
}

/** The `thread_control` of a send: checked before it, carried out after it. */
export function checkControl(value: unknown): void {
  if (value === undefined) return;
  const control = getObject(value, 'thread_control', ['control_type', 'app_id', 'metadata']);
  const type = getOneOf(control['control_type'], 'thread_control[control_type]', ['pass', 'release']);
  if (type === 'pass') getAppId(control['app_id'], 'thread_control[app_id]');
}

export function followControl(thread: Thread, value: unknown): void {
  if (value === undefined) return;
  const control = getObject(value, 'thread_control');
  if (control['control_type'] === 'release') release(thread);
  else setOwner(thread, String(control['app_id']));
}

/** GET /{page}/thread_owner?recipient=PSID: empty when idle. */
export function readThreadOwner(call: GraphCall, { page }: PageCaller): GraphReply {
  const { items, clock } = call.world;
  const psid = findText(call.params, 'recipient') ?? '';
  if (!page.people.find(psid)) throw new GraphError(100, 2018001);
  const owner = ownerOf(items, page, psid, clock.now());
  if (owner === null) return { body: { data: [] } };
  const control = items.find('control', psid);
  const held = control?.appId === owner && control.expiresAt > clock.now();
  const expiration = held ? { expiration: Math.floor(control.expiresAt / 1000) } : {};
  return { body: { data: [{ thread_owner: { app_id: owner, ...expiration } }] } };
}
