// A workspace of its own on one database: two campaigns of one Page, three people who can be reached and one who cannot.
// Shows what the database says in the words of the model. Part of the model test.
import { sql } from 'kysely';
import { openOccurrence } from '../../../src/delivery/deliveries.ts';
import type { DeliveryState } from '../../../src/delivery/delivery.states.ts';
import { enqueueRange } from '../../../src/delivery/enqueue.queries.ts';
import { ensureInstallation } from '../../../src/delivery/installation.queries.ts';
import type { LaneKey } from '../../../src/delivery/lane.queries.ts';
import { PLAIN } from '../../../src/delivery/plan.contract.ts';
import { type Database, type Db, execute, many, one, withTransaction } from '../../../src/kit/db.ts';
import { createTestDatabase } from '../database.ts';
import { type LaneFacts, type Model, NEVER_RESENDS, type Row, type Run, type Seen } from './model.ts';

export const PAGE = '1040000000000001';
export const WORKERS = 3;
/** People with a PSID; one more has none. */
const PEOPLE = 3;
const LANE_ID = `page:${PAGE}`;

/** A change of state as the database saw it; from null: the row was new. */
export interface Change {
  from: DeliveryState | null;
  to: DeliveryState;
}

export interface Shown {
  rows: (Seen & { id: number })[];
  lane: LaneFacts;
  runs: Run[];
  changes: Change[];
}

export interface World {
  db: Db;
  lane: LaneKey;
  installationId: string;
  campaignIds: number[];
  profileIds: number[];
  /** When tick 0 was, five minutes before the database's clock; a tick is a tenth of a second. */
  startAt: Date;
  /** After every wait but a hold's. */
  laterAt: Date;
  heldUntil: Date;
  afterHoldAt: Date;
}

export const psidOf = (person: number): string => String(901 + person);
export const atTick = (world: World, tick: number): Date => new Date(world.startAt.getTime() + tick * 100);

/** A database that notes each change of a delivery's state. */
export async function openNotedDatabase(): Promise<Database> {
  const database = await createTestDatabase();
  await ensureInstallation(database.db);
  for (const statement of [
    sql`insert into webhook_watch (seen_at) values (now() + interval '1 day')`, // always taken
    sql`create table changes (workspace_id text not null, from_state text, to_state text not null)`,
    sql`create function note_change() returns trigger language plpgsql as $$ begin
          insert into changes values (new.workspace_id, case when tg_op = 'UPDATE' then old.state end, new.state);
          return null;
        end $$`,
    sql`create trigger note_insert after insert on deliveries for each row execute function note_change()`,
    sql`create trigger note_update after update on deliveries for each row
        when (old.state is distinct from new.state) execute function note_change()`,
  ])
    await execute(database.db, statement);
  return database;
}

let workspaces = 0;

export async function createWorld(db: Db): Promise<World> {
  workspaces += 1;
  const workspaceId = `w${workspaces}`;
  const startAt = new Date(Date.now() - 5 * 60_000);
  const after = (minutes: number): Date => new Date(startAt.getTime() + minutes * 60_000);
  await execute(db, sql`insert into workspaces (workspace_id, name) values (${workspaceId}, 'W')`);
  const profiles = await many<{ id: number }>(
    db,
    sql`insert into profiles (workspace_id, attributes)
        select ${workspaceId}, case when n < ${PEOPLE} then jsonb_build_object('ps_id', (901 + n)::text) else '{}' end
          from generate_series(0, ${PEOPLE}::int) n
        returning profile_id as id`,
  );
  const profileIds = profiles.map((row) => row.id).sort((a, b) => a - b);
  await execute(
    db,
    sql`insert into identities (workspace_id, page_id, psid, profile_id, source, first_seen_at)
        select workspace_id, ${PAGE}, attributes ->> 'ps_id', profile_id, 'webhook', ${startAt}
          from profiles where workspace_id = ${workspaceId} and attributes ? 'ps_id'`,
  );
  const world: World = {
    db,
    lane: { workspaceId, laneId: LANE_ID },
    installationId: await ensureInstallation(db),
    campaignIds: [],
    profileIds,
    startAt,
    laterAt: after(5),
    heldUntil: after(60),
    afterHoldAt: after(120),
  };
  for (const policy of ['on_absence', 'never'] as const) await addCampaign(world, policy);
  await execute(db, sql`update occurrences set state = 'sending' where workspace_id = ${workspaceId}`);
  return world;
}

async function addCampaign(world: World, policy: 'on_absence' | 'never'): Promise<void> {
  const { workspaceId } = world.lane;
  const { id } = await one<{ id: number }>(
    world.db,
    sql`insert into campaigns (workspace_id, name, definition, state) values (${workspaceId}, ${policy}, '{}', 'sending')
        returning campaign_id as id`,
  );
  world.campaignIds.push(id);
  const of = { workspaceId, campaignId: id, occurrence: 1 };
  const plan = {
    request: { url: 'https://graph.facebook.com/x' },
    message: null,
    routes: [
      { kind: 'message' },
      { kind: 'hold', hours: 1 },
      ...(policy === 'on_absence' ? [{ kind: 'utility', template: { name: 'order', language: 'en' } }] : []),
    ],
    page_id: PAGE,
    per_second: null,
    priority: 'normal',
    resend_unknown: policy,
  };
  const [fromProfileId = 0, toProfileId = 0] = [world.profileIds.at(0), world.profileIds.at(-1)];
  await withTransaction(world.db, async (tx) => {
    await openOccurrence(tx, { ...of, version: 1, dueAt: world.startAt, plan: plan as never, filter: {} });
    const range = {
      ...world.lane,
      plan: { ...PLAIN, page_id: PAGE, routes: [] },
      who: sql`true`,
      fromProfileId,
      toProfileId,
    };
    await enqueueRange(tx, { ...of, ...range, now: world.startAt });
  });
}

/** What the database says now, and the changes of state since it was last asked. */
export async function show(world: World): Promise<Shown> {
  const { workspaceId } = world.lane;
  const { shown } = await one<{ shown: Shown }>(
    world.db,
    sql`
    with noted as (delete from changes where workspace_id = ${workspaceId} returning from_state, to_state)
    select jsonb_build_object(
      'rows', (select jsonb_agg(jsonb_build_object(
          'id', d.delivery_id, 'state', d.state, 'reason', d.reason, 'attempts', d.attempts, 'tries', d.tries, 'route', d.route, 'mid', d.mid,
          'echoed', d.echoed_at is not null, 'delivered', d.delivered_at is not null, 'read', d.read_at is not null,
          'settled', d.settled_at is not null,
          'attemptRows', (select coalesce(jsonb_agg(jsonb_build_object('number', a.number, 'fence', a.fence, 'outcome', a.outcome)
                                   order by a.number), '[]') from attempts a
                           where a.workspace_id = d.workspace_id and a.delivery_id = d.delivery_id)) order by d.delivery_id)
        from deliveries d where d.workspace_id = ${workspaceId}),
      'lane', (select jsonb_build_object('fence', l.fence, 'leased', coalesce(l.leased_until > now(), false),
                 'echoOfAttemptAt', round(extract(epoch from l.echo_of_attempt_at - ${world.startAt}::timestamptz) * 10))
                 from lanes l where l.workspace_id = ${workspaceId}),
      'runs', (select jsonb_agg(jsonb_build_object('state', o.state, 'paused', o.paused_at is not null,
                 'finished', o.finished_at is not null) order by o.campaign_id)
                 from occurrences o where o.workspace_id = ${workspaceId}),
      'changes', (select coalesce(jsonb_agg(jsonb_build_object('from', from_state, 'to', to_state)), '[]') from noted)) as shown`,
  );
  return { ...shown, lane: shown.lane ?? { fence: 0, leased: false, echoOfAttemptAt: null } };
}

/** The model of a world nothing has happened in. */
export function modelOf(shown: Shown): Model {
  return {
    tick: 0,
    rows: shown.rows.map((seen, index): Row => {
      const campaign = index < shown.rows.length / 2 ? 0 : NEVER_RESENDS;
      return { ...seen, campaign, person: index % (PEOPLE + 1), fence: 0, startedAt: 0, calls: [] };
    }),
    runs: shown.runs,
    lane: shown.lane,
    holders: Array.from({ length: WORKERS }, () => ({ fence: 0, life: 0, read: new Map(), question: null })),
    people: Array.from({ length: PEOPLE + 1 }, () => ({
      wrote: false,
      optedOut: false,
      delivered: false,
      read: false,
    })),
  };
}
