// Campaigns with a ledger for the tests of reports: versions, each with a run, and deliveries of which so many did something.
import { sql } from 'kysely';
import { createTestDatabase } from '../../../test/support/database.ts';
import { addMs, HOUR_MS, MINUTE_MS } from '../../kit/clock.ts';
import { type Database, execute, jsonb, one } from '../../kit/db.ts';
import type { Explanation } from '../../kit/remedy.ts';
import { type ResultNeeds, readResults } from '../results.ts';
import type { Scope } from '../scope.queries.ts';

export const START = new Date('2026-11-01T00:00:00Z');
export const NOW = addMs(START, 6 * HOUR_MS);
export const VARIANTS = { variants: [{ name: 'Short' }, { name: 'Long' }] };
export const BOUGHT = { name: 'Bought', event: 'Purchase', within_hours: 24, revenue_attribute: 'amount' };
export const LOOKED = { name: 'Looked', event: 'Visit', within_hours: 24, revenue_attribute: null };
const ROUTES = [{ kind: 'message' }, { kind: 'utility', template: { name: 'order' } }];

export interface Sent {
  campaignId: number;
  count: number;
  run?: number;
  state?: string;
  reason?: string | null;
  variant?: number | null;
  route?: number;
  entryId?: number;
  isRead?: boolean;
  clicked?: number;
  answered?: number;
  windowWas?: string;
  bought?: number;
  /** What they did counts only against the control group. */
  isUnsent?: boolean;
  /** They have been in another run. */
  again?: boolean;
  value?: number;
  goal?: number;
}

export class ReportWorld {
  readonly database: Database;
  readonly needs: ResultNeeds;
  workspaceId = '';
  /** Of whoever was sent to last. */
  profileId = 0;
  #workspaces = 0;

  private constructor(database: Database) {
    this.database = database;
    const explain = (reason: string): Explanation => ({
      ...{ title: `Because ${reason}`, remedy: null, who: 'nobody', again: 'no', does: '' },
    });
    this.needs = { db: database.db, explain, explainEntry: (outcome) => `Ended as ${outcome}` };
  }

  static open = async (): Promise<ReportWorld> => new ReportWorld(await createTestDatabase());
  close = (): Promise<void> => this.database.close();

  run = (statement: ReturnType<typeof sql>): Promise<number> => execute(this.database.db, statement);

  async newWorkspace(timeZone = 'UTC'): Promise<void> {
    this.#workspaces += 1;
    this.workspaceId = `w${this.#workspaces}`;
    await this.run(
      sql`insert into workspaces (workspace_id, name, time_zone) values (${this.workspaceId}, 'w', ${timeZone})`,
    );
  }

  /** Versions with these goals; each has one run of its number, an hour after the one before. */
  async newCampaign(versions: object[][], deliveryType = 'one_time'): Promise<number> {
    const { workspaceId } = this;
    const { id } = await one<{ id: number }>(
      this.database.db,
      sql`insert into campaigns (workspace_id, name, definition, state, published_at)
          values (${workspaceId}, 'C', ${jsonb({ delivery_type: deliveryType })}, 'active', ${START}) returning campaign_id as id`,
    );
    for (const [index, goals] of versions.entries()) {
      await this.run(
        sql`insert into campaign_versions (workspace_id, campaign_id, version, definition, published_at, published_by)
            values (${workspaceId}, ${id}, ${index + 1}, ${jsonb({ goals, experiment: VARIANTS })}, ${START}, 'Ada')`,
      );
      await this.addRun({ campaignId: id, run: index + 1, version: index + 1 });
    }
    return id;
  }

  addRun = ({ campaignId, run, version }: Record<'campaignId' | 'run' | 'version', number>) =>
    this.run(
      sql`insert into occurrences (workspace_id, campaign_id, occurrence, state, due_at, started_at, plan, filter, lane_id, version)
          values (${this.workspaceId}, ${campaignId}, ${run}, 'sending', ${START}, ${addMs(START, (run - 1) * HOUR_MS)},
                  ${jsonb({ routes: ROUTES })}, '{}', 'page:1', ${version})`,
    );

  /** So many deliveries in a state, a minute after each other, the first of which did what is said. */
  async send(sent: Sent): Promise<void> {
    if (sent.again) this.profileId -= sent.count;
    for (let index = 0; index < sent.count; index += 1) {
      this.profileId += 1;
      await this.#deliver(sent, index);
    }
  }

  async #deliver(sent: Sent, index: number): Promise<void> {
    const { campaignId, run = 1, state = 'accepted', reason = null, variant = null, route = 0 } = sent;
    const { workspaceId, profileId } = this;
    const at = addMs(START, index * MINUTE_MS);
    const settledAt = ['accepted', 'failed', 'skipped'].includes(state) ? at : null;
    const readAt = sent.isRead ? at : null;
    const { id } = await one<{ id: number }>(
      this.database.db,
      sql`insert into deliveries (workspace_id, campaign_id, occurrence, profile_id, lane_id, state, reason, variant, route, attempts,
                                  settled_at, delivered_at, read_at, entry_id)
          values (${workspaceId}, ${campaignId}, ${run}, ${profileId}, 'page:1', ${state}, ${reason}, ${variant}, ${route},
                  ${state === 'accepted' ? 1 : 0}, ${settledAt}, ${readAt}, ${readAt}, ${sent.entryId ?? 0})
          returning delivery_id as id`,
    );
    const respond = (kind: string) =>
      this.run(
        sql`insert into responses (workspace_id, delivery_id, kind, dedupe_key, campaign_id, at, occurrence, variant, window_was)
            values (${workspaceId}, ${id}, ${kind}, ${kind}, ${campaignId}, ${at}, ${run}, ${variant}, ${kind === 'click' ? null : (sent.windowWas ?? null)})`,
      );
    if (index < (sent.clicked ?? 0)) await respond('click');
    if (index < (sent.answered ?? 0)) for (const kind of ['reply', 'quick_reply']) await respond(kind);
    if (index >= (sent.bought ?? 0)) return;
    const isControl = state === 'skipped' && reason?.includes('control') === true;
    for (const event of [1, 2])
      await this.run(
        sql`insert into conversions (workspace_id, campaign_id, goal, delivery_id, event_id, at, value, occurrence, variant, is_control, is_unsent, after_seconds)
            values (${workspaceId}, ${campaignId}, ${sent.goal ?? 0}, ${id}, ${event}, ${at}, ${sent.value ?? null}, ${run}, ${variant},
                    ${isControl}, ${sent.isUnsent ?? false}, ${600 * event * (index + 1)})`,
      );
  }

  scope = (campaignId: number, { run = null, version = null }: Partial<Scope> = {}): Scope => ({
    ...{ workspaceId: this.workspaceId, campaignId, run, version },
  });

  results = (campaignId: number, of: Partial<Scope> = {}, now = NOW) =>
    readResults(this.needs, this.scope(campaignId, of), now);
}
