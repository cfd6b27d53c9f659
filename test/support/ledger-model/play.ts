// Plays steps on a fresh workspace and on the model, and compares the two after each. Of two steps at once every row must
// look as if one of them had come first. Part of the model test.
import { isDeepStrictEqual } from 'node:util';
import {
  ARROWS,
  type DeliveryState,
  ENTRIES,
  type StatementName,
} from '../../../src/delivery/delivery.states.ts';
import type { Db } from '../../../src/kit/db.ts';
import type { Action } from './action.ts';
import { actionOf } from './actions.ts';
import { findBroken, type Model, OPEN, type Row, rowOf, seenOf } from './model.ts';
import type { Step } from './steps.ts';
import { type Change, createWorld, modelOf, type Shown, show, type World } from './world.ts';

/** `from → to by statement`, as far as one statement can have done it. */
export type Taken = Set<string>;

export const arrowKey = (from: DeliveryState | null, to: DeliveryState, by: StatementName): string =>
  `${from ?? '(new)'} → ${to} by ${by}`;

export const ALL_ARROWS: ReadonlySet<string> = new Set([
  ...ENTRIES.map(({ to, by }) => arrowKey(null, to, by)),
  ...ARROWS.flatMap(({ from, to, by }) => from.map((one) => arrowKey(one, to, by))),
]);

/** Throws at the first difference between the ledger and the model, or the first broken rule. Returns the arrows taken. */
export async function play(db: Db, steps: readonly Step[]): Promise<Taken> {
  const world = await createWorld(db);
  const first = await show(world);
  const taken: Taken = new Set();
  noteArrows(taken, first.changes, ['insertRows']);
  let model = modelOf(first);
  for (const [index, step] of steps.entries()) {
    model.tick = index + 1;
    const actions = actionsOf(world, model, step);
    if (actions.length === 0) continue;
    if (actions.every((action) => action.run === undefined)) {
      for (const action of actions) action.apply(model);
      continue;
    }
    const returned = await Promise.all(actions.map((action) => action.run?.()));
    const shown = await show(world);
    const where = `step ${index + 1}, ${JSON.stringify(step)}`;
    model = agree(model, actions, shown, where);
    for (const [n, action] of actions.entries()) {
      const wrong = action.check?.(model, returned[n]);
      if (wrong) throw new Error(`${where}: ${wrong}`);
    }
    const unknownArrow = noteArrows(
      taken,
      shown.changes,
      actions.flatMap((action) => action.by),
    );
    const broken = [...unknownArrow, ...model.rows.flatMap(findBroken), ...findLost(model)];
    if (broken.length > 0) throw new Error(`${where}: ${broken.join('; ')}`);
  }
  return taken;
}

function actionsOf(world: World, model: Model, step: Step): Action[] {
  const single = step.do === 'race' ? step.steps : [step];
  const [one, other] = single.map((each) => actionOf(world, model, each)).filter((action) => action !== null);
  if (one === undefined) return [];
  if (other === undefined || one.alone || other.alone) return [one];
  return other.calls?.some((call) => one.calls?.includes(call)) ? [one] : [one, other];
}

/** The model after these actions in whichever order the ledger shows, row by row; of two, one that skips locked rows may do nothing. */
function agree(before: Model, actions: Action[], shown: Shown, where: string): Model {
  const orders =
    actions.length === 2
      ? [actions, actions.toReversed(), actions.filter((action) => !action.skipsLocked)]
      : [actions];
  const models = orders.map((order) => {
    const model = structuredClone(before);
    for (const action of order) action.apply(model);
    return model;
  });
  const base = models.find(
    (model) => isDeepStrictEqual(model.lane, shown.lane) && isDeepStrictEqual(model.runs, shown.runs),
  );
  if (base === undefined)
    throw new Error(
      `${where}: the ledger shows ${JSON.stringify([shown.lane, shown.runs])}, expected ${models
        .map((model) => JSON.stringify([model.lane, model.runs]))
        .join(' or ')}`,
    );
  if (shown.rows.length !== base.rows.length) throw new Error(`${where}: a row was lost or added`);
  const rows = shown.rows.map(({ id, ...seen }): Row => {
    const candidates = [base, ...models].map((model) => rowOf(model, id));
    const row = candidates.find((one) => isDeepStrictEqual(seenOf(one), seen));
    if (row !== undefined) return row;
    const expected = new Set(candidates.map((one) => JSON.stringify(seenOf(one))));
    throw new Error(
      `${where}: delivery ${id} is ${JSON.stringify(seen)}, expected ${[...expected].join(' or ')}`,
    );
  });
  return { ...base, rows };
}

/** Notes arrows that only one statement can have taken. Returns those that no statement of the step may take, in words. */
function noteArrows(taken: Taken, changes: Change[], by: readonly StatementName[]): string[] {
  return changes.flatMap(({ from, to }) => {
    const may = by.map((name) => arrowKey(from, to, name)).filter((key) => ALL_ARROWS.has(key));
    const [only] = may;
    if (only === undefined) return [`${from} → ${to} is no arrow of ${by.join(', ')}`];
    if (new Set(may).size === 1) taken.add(only);
    return [];
  });
}

const findLost = (model: Model): string[] =>
  model.runs.flatMap((run, campaign) =>
    run.finished && model.rows.some((row) => row.campaign === campaign && OPEN.includes(row.state))
      ? [`campaign ${campaign} is over and somebody still waits`]
      : [],
  );
