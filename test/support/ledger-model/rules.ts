// What each statement of the ledger must do to the model, one function each. Part of the model test.
import { explainReason } from '../../../src/delivery/reasons.ts';
import { MAX_ATTEMPTS } from '../../../src/delivery/retry-policy.ts';
import type { Settlement } from '../../../src/delivery/settlement.ts';
import { type Call, HOLD, type Model, midOf, move, NEVER_RESENDS, OPEN, type Row, rowOf } from './model.ts';

const holdsLane = ({ lane }: Model, fence: number): boolean => lane.leased && lane.fence === fence;

export function recover(model: Model, fence: number): void {
  for (const row of model.rows) {
    if (row.state !== 'sending' || row.fence >= fence) continue;
    move(row, 'unknown', 'no_answer');
    if (!row.attemptRows.some((attempt) => attempt.number === row.attempts))
      row.attemptRows.push({ number: row.attempts, fence: row.fence, outcome: null });
  }
}

export function begin(
  model: Model,
  worker: number,
  portion: readonly { id: number; number: number }[],
): void {
  const holder = model.holders[worker];
  if (holder === undefined) return;
  for (const { id, number } of portion) {
    holder.read.delete(id);
    const row = rowOf(model, id);
    const run = model.runs[row.campaign];
    if (!holdsLane(model, holder.fence) || run?.state !== 'sending' || run.paused) continue;
    if (row.state !== 'pending' || row.attempts !== number - 1) continue;
    if (model.people[row.person]?.optedOut) continue; // sent again by an operator, or found absent since
    move(row, 'sending', null);
    Object.assign(row, { attempts: number, fence: holder.fence, startedAt: model.tick });
    row.calls.push({
      nth: row.calls.length,
      number,
      fence: holder.fence,
      worker,
      life: holder.life,
      taken: null,
      closed: false,
      withdrawn: false,
      believedAbsent: false,
    });
  }
}

export function withdraw(row: Row, call: Call): void {
  Object.assign(call, { closed: true, withdrawn: true });
  const its = row.attempts === call.number && row.fence === call.fence;
  if (!its || (row.state !== 'sending' && row.state !== 'unknown')) return;
  move(row, 'pending', null);
  row.attempts = call.number - 1;
  row.attemptRows = row.attemptRows.filter((attempt) => attempt.number !== call.number);
}

export type Answer = Pick<Settlement, 'state' | 'reason' | 'counts' | 'route'> & { outcome: string };

export function settle(row: Row, call: Call, answer: Answer): void {
  call.closed = true;
  const known = row.attemptRows.find((attempt) => attempt.number === call.number);
  if (known === undefined)
    row.attemptRows.push({ number: call.number, fence: call.fence, outcome: answer.outcome });
  else if (known.fence === call.fence && known.outcome !== 'accepted') known.outcome = answer.outcome;
  row.attemptRows.sort((a, b) => a.number - b.number);
  const its = row.state === 'sending' && row.fence === call.fence && row.attempts === call.number;
  const proof = answer.state === 'accepted' && row.state !== 'accepted';
  if (!its && !proof) return;
  move(row, answer.state, answer.reason);
  if (answer.state === 'accepted') row.mid = midOf(row, call);
  if (answer.counts) row.tries += 1;
  row.route = answer.route ?? row.route;
}

export function settleUncalled(model: Model, fence: number, id: number, to: Omit<Answer, 'outcome'>): void {
  const row = rowOf(model, id);
  if (!holdsLane(model, fence) || row.state !== 'pending') return;
  if (to.state === 'held' && model.people[row.person]?.wrote) {
    move(row, 'pending', null); // acted since: judged anew from the first route
    row.route = 0;
    return;
  }
  move(row, to.state, to.reason);
  row.route = to.route ?? row.route;
}

/** Echoes that came in one webhook: of several for one delivery the first attempt's counts. */
export function echo(model: Model, echoes: readonly { id: number; number: number }[]): void {
  const seen = new Set<number>();
  for (const { id, number } of echoes.toSorted((a, b) => a.number - b.number)) {
    const row = rowOf(model, id);
    for (const attempt of row.attemptRows) if (attempt.number === number) attempt.outcome = 'accepted';
    if (seen.has(id)) continue;
    seen.add(id);
    if (row.echoed) continue;
    const receipt = model.people[row.person];
    move(row, 'accepted', null);
    Object.assign(row, {
      mid: row.mid ?? midOf(row, { number }),
      echoed: true,
      delivered: row.delivered || receipt?.delivered || receipt?.read || false,
      read: row.read || receipt?.read || false,
    });
    if (row.attempts === number)
      model.lane.echoOfAttemptAt = Math.max(model.lane.echoOfAttemptAt ?? 0, row.startedAt);
  }
}

/** Whether the echo of a later attempt has come: then an echo that has not come counts. */
export const echoIsMissed = (model: Model, row: Row): boolean =>
  row.state === 'unknown' &&
  model.lane.echoOfAttemptAt !== null &&
  model.lane.echoOfAttemptAt > row.startedAt;

export interface Belief {
  absent(row: Row): boolean;
  /** There was no evidence for too long. */
  hopeless: boolean;
  repeat: boolean;
}

export function settleUnknown(model: Model, fence: number, { absent, hopeless, repeat }: Belief): void {
  if (!holdsLane(model, fence)) return;
  for (const row of model.rows) {
    if (row.state !== 'unknown') continue;
    const isAbsent = absent(row);
    if (!isAbsent && !hopeless) continue;
    for (const attempt of row.attemptRows) if (attempt.number === row.attempts) attempt.outcome ??= 'unknown';
    if (!isAbsent) {
      move(row, 'failed', 'unknown_outcome');
      continue;
    }
    for (const call of row.calls)
      if (call.number === row.attempts && !call.withdrawn) call.believedAbsent = true;
    const mayTry = row.tries + 1 < MAX_ATTEMPTS;
    row.tries += 1;
    if (model.runs[row.campaign]?.state === 'stopped') move(row, 'skipped', 'campaign_stopped');
    else if (row.campaign === NEVER_RESENDS) move(row, 'failed', repeat ? 'unknown_outcome' : 'not_resent');
    else if (mayTry) move(row, 'pending', null);
    else move(row, 'failed', 'no_answer');
  }
}

export function settleFound(model: Model, id: number, number: number): void {
  const row = rowOf(model, id);
  if (row.state !== 'unknown' || row.attempts !== number) return;
  move(row, 'accepted', null);
  Object.assign(row, { mid: midOf(row, { number }), echoed: true });
  for (const attempt of row.attemptRows) if (attempt.number === number) attempt.outcome = 'accepted';
}

export function skipStopped(model: Model): void {
  for (const row of model.rows) {
    const run = model.runs[row.campaign];
    const waits = row.state === 'pending' || row.state === 'held';
    if (waits && run?.state === 'stopped' && !run.finished) move(row, 'skipped', 'campaign_stopped');
  }
}

export function finish(model: Model): void {
  for (const [campaign, run] of model.runs.entries()) {
    if (run.finished || model.rows.some((row) => row.campaign === campaign && OPEN.includes(row.state)))
      continue;
    run.finished = true;
    if (run.state === 'sending') run.state = 'finished';
  }
}

export function sendAgain(model: Model, campaign: number): void {
  const run = model.runs[campaign];
  for (const row of model.rows) {
    if (row.campaign !== campaign || (row.state !== 'failed' && row.state !== 'skipped')) continue;
    const when = row.reason === null ? 'no' : explainReason(row.reason).again;
    const person = model.people[row.person];
    if (when === 'no' || (when === 'once_written' && (!person?.wrote || person.optedOut))) continue;
    move(row, 'pending', null);
    row.tries = 0;
    row.route = 0;
    if (run?.state === 'finished') Object.assign(run, { state: 'sending', finished: false });
  }
}

const FURTHEST = ['accepted', 'unknown', 'sending', 'pending', 'held', 'failed', 'skipped'];

/** Two profiles become one: in each campaign the row that got further stands. */
export function merge(model: Model, from: number, into: number): void {
  for (const campaign of model.runs.keys()) {
    const rows = model.rows.filter(
      (row) => row.campaign === campaign && (row.person === from || row.person === into),
    );
    const rank = (row: Row): number => FURTHEST.indexOf(row.state) * 2 + (row.person === into ? 0 : 1);
    for (const row of rows.toSorted((a, b) => rank(a) - rank(b)).slice(1))
      if (row.state === 'pending' || row.state === 'held') move(row, 'skipped', 'person_gone');
      else if ((row.state === 'failed' || row.state === 'skipped') && row.reason !== 'unknown_outcome')
        row.reason = 'person_gone';
  }
}

export function expireHeld(model: Model): void {
  for (const row of model.rows) {
    if (row.state !== 'held') continue;
    if (row.campaign === NEVER_RESENDS) {
      move(row, 'skipped', 'hold_expired');
      continue;
    }
    move(row, 'pending', null);
    row.route = HOLD + 1;
  }
}

/** The person wrote: whoever held a message for it lets it go. */
export function releaseHeld(model: Model, person: number): void {
  Object.assign(model.people[person] ?? {}, { wrote: true });
  for (const row of model.rows) {
    if (row.state !== 'held' || row.person !== person) continue;
    move(row, 'pending', null);
    row.route = 0;
  }
}

/** The person asks for no more: nothing that waits for them leaves. */
export function optOut(model: Model, person: number): void {
  Object.assign(model.people[person] ?? {}, { optedOut: true });
  for (const row of model.rows)
    if (row.person === person && (row.state === 'pending' || row.state === 'held'))
      move(row, 'skipped', 'opted_out');
}

export function exit(model: Model, campaign: number): void {
  for (const row of model.rows)
    if (row.campaign === campaign && (row.state === 'pending' || row.state === 'held'))
      move(row, 'skipped', 'exit_event');
}

/** A receipt whose watermark covers everything sent so far, and what is echoed later but was sent before. */
export function receipt(model: Model, person: number, kind: 'delivered' | 'read'): void {
  const known = model.people[person];
  if (known) known[kind] = true;
  for (const row of model.rows) {
    if (row.person !== person || row.state !== 'accepted' || row.read) continue;
    if (kind === 'read') row.read = true;
    row.delivered = true;
  }
}
