// Carries a plan out: each thing at its time, told in a line. Whoever is killed is started again, and at the end the
// platform is healed and everybody is up.
import { setTimeout as sleep } from 'node:timers/promises';
import { describeProgress, readProgress } from './ledger.ts';
import { type Kill, OUTAGE_GAP_MS, type Plan, type Target } from './plan.ts';
import type { Kept } from './process.ts';
import type { Spell } from './spells.ts';
import type { Stage } from './stage.ts';

const TELL_EVERY_MS = 5_000;

export type Tell = (line: string) => void;

/** How often each kind of fault struck, by its type. */
export type Struck = Record<string, number>;

/** @returns what struck, once the plan is over and everything runs again */
export async function carryOut(plan: Plan, stage: Stage, tell: Tell): Promise<Struck> {
  const startedAtMs = performance.now();
  const at = (ms: number): Promise<void> => sleep(Math.max(0, startedAtMs + ms - performance.now()));
  const struck: Struck = {};

  const kills = async (): Promise<void> => {
    const latest = new Map<Target, Kill>();
    const done: Promise<void>[] = [];
    for (const kill of plan.kills) {
      await at(kill.atMs);
      if (kill.how === 'kill') latest.set(kill.target, kill);
      done.push(carryOutKill(kill, { stage, tell, isLatest: () => latest.get(kill.target) === kill }));
    }
    await Promise.all(done);
  };
  const outages = async (): Promise<void> => {
    for (const [index, outage] of plan.outages.entries()) {
      if (index > 0) await sleep(OUTAGE_GAP_MS);
      await at(outage.atMs);
      await carryOutKill(outage, { stage, tell, isLatest: () => true });
    }
  };
  const spells = async (): Promise<void> => {
    for (const spell of plan.spells) {
      await at(spell.atMs);
      tell(`the platform ${spell.name} (${share(spell)})`);
      await changeFaults(stage, spell.faults, struck);
    }
    await at(plan.endMs);
    await changeFaults(stage, [], struck);
    tell('the platform is well again');
  };
  const stopTelling = tellProgress(stage, tell);
  try {
    await Promise.all([kills(), outages(), spells()]);
  } finally {
    stopTelling();
  }
  return struck;
}

/** Says how far the campaigns are, every few seconds, as long as there is a database to ask. */
function tellProgress({ database }: Stage, tell: Tell): () => void {
  const timer = setInterval(() => {
    readProgress(database.db).then(
      (progress) => tell(describeProgress(progress)),
      (error: unknown) => tell(`no progress to be read: ${error instanceof Error ? error.message : error}`),
    );
  }, TELL_EVERY_MS);
  return () => clearInterval(timer);
}

interface KillNeeds {
  stage: Stage;
  tell: Tell;
  /** A process may be killed again before it is up: then the later kill starts it. */
  isLatest: () => boolean;
}

async function carryOutKill(kill: Kill, { stage, tell, isLatest }: KillNeeds): Promise<void> {
  const { target, how, downMs } = kill;
  if (target === 'database') {
    tell('kill -9 of PostgreSQL');
    await stage.killDatabase();
    return tell('PostgreSQL answers again');
  }
  const victim = findVictim(stage, target);
  if (how === 'freeze') {
    tell(`the ${target} is frozen for ${(downMs / 1000).toFixed(1)} s`);
    victim.freeze();
    await sleep(downMs);
    return victim.thaw();
  }
  tell(`kill -9 of the ${target}, started again after ${(downMs / 1000).toFixed(1)} s`);
  await victim.kill();
  await sleep(downMs);
  if (isLatest() && (await victim.start())) tell(`the ${target} is up`);
}

function findVictim({ service, workers }: Stage, target: Target): Kept {
  const victim = [service, ...workers].find(({ name }) => name === target);
  if (!victim) throw new Error(`There is no ${target}`);
  return victim;
}

/** The list in force is replaced as a whole, and its counts with it: they are added up before. */
async function changeFaults(stage: Stage, faults: Spell['faults'], struck: Struck): Promise<void> {
  const before = await stage.sand<{ match: { kind: string }; action: { type: string }; fired: number }[]>(
    'GET',
    '/sandbox/faults',
  );
  for (const { action, fired } of before) struck[action.type] = (struck[action.type] ?? 0) + fired;
  await stage.sand('PUT', '/sandbox/faults', faults);
}

const share = ({ faults: [sends] }: Spell): string => {
  if (sends?.times !== undefined) return `${sends.times} times`;
  return `${((sends?.probability ?? 0) * 100).toFixed(0)} % of the calls`;
};
