// The whole state of one sandbox: apps, Pages, people, tokens, record, clock and faults. Built once by sandbox.ts,
// handed to the Graph side, the webhook side and the controls. Everything lives in memory; state/ may keep it on disk.
import { Browser } from '../acts/browser.ts';
import { Faults } from '../faults/faults.ts';
import type { LoginCode } from '../graph/login/grants.ts';
import type { MediaFacts } from '../graph/media/check.ts';
import { Fixtures } from '../recording/fixtures.ts';
import { Recorder } from '../recording/recorder.ts';
import { Replay } from '../recording/replay.ts';
import { Crowd } from '../script/crowd.ts';
import { Outbox } from '../webhooks/outbox.ts';
import { type App, createApp, createPage, type Page } from './apps.ts';
import { Changes } from './changes.ts';
import { type Clock, createClock } from './clock.ts';
import { createIdMaker, type IdMaker } from './ids.ts';
import { Items } from './items.ts';
import { Limits } from './limits.ts';
import { Live } from './live.ts';
import { createRandom, type Random } from './random.ts';
import { SendRecord } from './record.ts';
import { Scheduler } from './scheduler.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { Shelf } from './shelf.ts';

/** A comment on a Page post, which gives the right to one private reply within seven days. */
export interface Comment {
  readonly id: string;
  pageId: string;
  psid: string;
  at: number;
  replied: boolean;
}

export interface World {
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: IdMaker;
  readonly scheduler: Scheduler;
  readonly limits: Limits;
  readonly live: Live;
  readonly faults: Faults;
  readonly outbox: Outbox;
  /** In people's phones. */
  readonly browser: Browser;
  /** People who answer by themselves. */
  readonly crowd: Crowd;
  /** What was said lately, saying it again, and answers that stand ready. */
  readonly recorder: Recorder;
  readonly replay: Replay;
  readonly fixtures: Fixtures;
  readonly record: SendRecord;
  readonly changes: Changes;
  /** Templates, uploads, personas, labels, tokens, ad campaigns. */
  readonly items: Items;
  /** What the login dialog gave out and nobody redeemed yet; ten minutes at most, so not worth saving. */
  readonly codes: Map<string, LoginCode>;
  /** Contents of uploads by attachment id, and what is known of media addresses. */
  readonly files: Shelf<{ mime: string; content: Buffer }>;
  readonly fetched: Shelf<MediaFacts>;
  readonly apps: App[];
  readonly pages: Map<string, Page>;
  readonly pagesByToken: Map<string, Page>;
  readonly comments: Map<string, Comment>;
  settings: Settings;
  /** Where this sandbox listens: `next` links and picture addresses start with it. */
  baseUrl: string;
}

export interface WorldOptions {
  seed: string;
  recordLimit: number;
  /** Virtual start time, ms; the real time when left out. */
  startAt?: number | undefined;
}

const PAGE_LIMIT = 1000;
const FILES_BYTES = 128 * 1_048_576;
const FETCHED_COUNT = 1000;
const COMMENT_LIMIT = 100_000;

/** A world without Pages. */
export function createWorld(options: WorldOptions): World {
  const clock = createClock(options.startAt);
  const random = createRandom(options.seed);
  const scheduler = new Scheduler(clock);
  const faults = new Faults(random.fork('faults'));
  const changes = new Changes();
  const items = new Items(changes);
  const recorder = new Recorder();
  const pages = new Map<string, Page>();
  const settings = (): Settings => world.settings;
  const outbox = new Outbox({
    clock,
    scheduler,
    faults,
    changes,
    items,
    recorder,
    random: random.fork('webhooks'),
    settings,
  });
  const world: World = {
    clock,
    random: random.fork('behaviour'),
    ids: createIdMaker(random.fork('ids'), Date.now()),
    scheduler,
    limits: new Limits(clock),
    live: new Live(),
    faults,
    outbox,
    crowd: new Crowd(random.fork('crowd')),
    browser: new Browser({ random: random.fork('browser'), settings }),
    recorder,
    replay: new Replay({ clock, scheduler, courier: outbox.courier, settings, pages }),
    fixtures: new Fixtures(),
    record: new SendRecord(options.recordLimit, changes),
    changes,
    items,
    codes: new Map(),
    files: new Shelf(FILES_BYTES, ({ content }) => content.length),
    fetched: new Shelf(FETCHED_COUNT, () => 1),
    apps: [],
    pages,
    pagesByToken: new Map(),
    comments: new Map(),
    settings: defaultSettings(),
    baseUrl: '',
  };
  return world;
}

/** Adds a Page, of the given app or of an app of its own. Throws RangeError beyond the limit. */
export function addPage(world: World, { name, app }: { name: string; app?: App | undefined }): Page {
  if (world.pages.size >= PAGE_LIMIT) throw new RangeError(`this sandbox holds at most ${PAGE_LIMIT} Pages`);
  const owner = app ?? createApp(world.ids, `${name} app`);
  if (!app) world.apps.push(owner);
  const page = createPage({
    name,
    app: owner,
    ids: world.ids,
    random: world.random,
    changes: world.changes,
    issuedAt: world.clock.now(),
  });
  registerPage(world, page);
  return page;
}

export function registerPage(world: World, page: Page): void {
  world.pages.set(page.id, page);
  world.pagesByToken.set(page.accessToken, page);
}

/** Remembers a comment; the oldest goes when there are too many. */
export function addComment(world: World, comment: Comment): void {
  world.comments.set(comment.id, comment);
  world.changes.comment(comment);
  if (world.comments.size <= COMMENT_LIMIT) return;
  const oldest = world.comments.keys().next().value;
  if (oldest !== undefined) world.comments.delete(oldest);
}
