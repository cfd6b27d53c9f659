// What the platform's insights say of a Page day by day: how many people it can message, how many began, blocked or reported a
// conversation (messenger-platform §8.7). There is no webhook for any of it, so it is asked for once in a while.
import { sql } from 'kysely';
import { z } from 'zod';
import { addMs, DAY_MS, HOUR_MS } from '../kit/clock.ts';
import { type Db, execute, jsonb, maybeOne } from '../kit/db.ts';
import type { GraphAnswer } from '../messenger/graph.ts';
import { explainGraphError } from '../messenger/graph-errors.ts';
import { readGraphTime } from '../messenger/graph-time.ts';
import { openCredentials } from './page.checking.ts';
import type { PageNeeds } from './page.connect.ts';
import { asPage } from './page.probe.ts';
import { findPage, type PageRow } from './page.queries.ts';

/** Each has the column of page_days it is kept in. */
const METRICS = {
  page_messages_total_messaging_connections: 'connections',
  page_messages_new_conversations_unique: 'new_conversations',
  page_messages_blocked_conversations_unique: 'blocked_conversations',
  page_messages_reported_conversations_unique: 'reported_conversations',
} as const;
type Metric = keyof typeof METRICS;

/** How many days back are asked for each time: late corrections come along, and so does what a pause has missed. */
const DAYS = 28;
export const INSIGHTS_EVERY_MS = 12 * HOUR_MS;
/** After a failure, or a process that died over it. */
const AGAIN_AFTER_MS = HOUR_MS;

const reply = z.object({
  data: z.array(
    z.object({
      name: z.string().optional(),
      values: z.array(
        z.object({
          // Values may be strings (messaging insights).
          value: z
            .union([z.number(), z.string().regex(/^\d{1,15}$/)])
            .transform(Number)
            .optional()
            .catch(undefined),
          end_time: z.string().optional(),
        }),
      ),
    }),
  ),
});

export interface InsightDay {
  /** UTC, the day the value is of: it ends at `end_time`. */
  day: string;
  value: number;
}

/** Asks for every number of the next Page that is due. false: none is. */
export async function readNextInsights(needs: PageNeeds): Promise<boolean> {
  const now = needs.clock.now();
  const due = await claimInsights(needs.db, now);
  if (!due) return false;
  const row = await findPage(needs.db, due.workspaceId, due.pageId);
  if (!row) return true;
  const days = new Map<string, Record<string, number | string>>();
  let trouble: string | null = null;
  for (const metric of Object.keys(METRICS) as Metric[]) {
    // One by one: a metric that the platform retires refuses the whole call it is in.
    const answer = await askMetric(needs, row, metric, now);
    if (answer.kind !== 'ok') trouble ??= explain(answer);
    else
      for (const { day, value } of answer.data)
        days.set(day, { ...days.get(day), day, [METRICS[metric]]: value });
  }
  await saveInsights(needs.db, row, [...days.values()], {
    error: trouble,
    dueAt: addMs(now, trouble === null ? INSIGHTS_EVERY_MS : AGAIN_AFTER_MS),
  });
  return true;
}

async function askMetric(
  needs: PageNeeds,
  row: PageRow,
  metric: Metric,
  now: Date,
): Promise<GraphAnswer<InsightDay[]>> {
  const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);
  const query = { metric, period: 'day', since: seconds(addMs(now, -DAYS * DAY_MS)), until: seconds(now) };
  const answer = await needs.graph.get(
    `/${row.pageId}/insights`,
    query,
    asPage(openCredentials(needs, row)),
    reply,
  );
  if (answer.kind !== 'ok') return answer;
  const values = answer.data.data.flatMap((series) => series.values).slice(0, 2 * DAYS);
  const days = values.flatMap(({ value, end_time }): InsightDay[] => {
    const end = readGraphTime(end_time);
    if (value === undefined || end === undefined) return [];
    return [{ day: addMs(end, -1).toISOString().slice(0, 10), value }];
  });
  return { ...answer, data: days };
}

function explain(answer: Exclude<GraphAnswer<unknown>, { kind: 'ok' }>): string {
  if (answer.kind === 'unreachable')
    return `The Graph API could not be reached: ${answer.message}.`.slice(0, 500);
  const { key, title, remedy } = explainGraphError(answer.error.code, answer.error.subcode);
  return `${title} (${key}). Insights need the permissions pages_read_engagement and read_insights. ${remedy}`;
}

/** The connected Page whose numbers are due longest; nobody else's for an hour. */
const claimInsights = (db: Db, now: Date): Promise<{ workspaceId: string; pageId: string } | undefined> =>
  maybeOne(
    db,
    sql<{ workspaceId: string; pageId: string }>`
      update pages set insights_due_at = ${addMs(now, AGAIN_AFTER_MS)}
       where page_id = (select page_id from pages where state = 'connected' and insights_due_at <= ${now}
                         order by insights_due_at limit 1 for no key update skip locked)
      returning workspace_id as "workspaceId", page_id as "pageId"`,
  );

async function saveInsights(
  db: Db,
  { workspaceId, pageId }: PageRow,
  days: readonly Record<string, number | string>[],
  { error, dueAt }: { error: string | null; dueAt: Date },
): Promise<void> {
  await execute(
    db,
    sql`
    with kept as (
      insert into page_days as d (workspace_id, page_id, day, connections, new_conversations, blocked_conversations,
                                  reported_conversations)
      select ${workspaceId}, ${pageId}, r.*
        from jsonb_to_recordset(${jsonb(days)}) as r (day date, connections bigint, new_conversations bigint,
               blocked_conversations bigint, reported_conversations bigint)
      on conflict (workspace_id, page_id, day) do update
         set connections = coalesce(excluded.connections, d.connections),
             new_conversations = coalesce(excluded.new_conversations, d.new_conversations),
             blocked_conversations = coalesce(excluded.blocked_conversations, d.blocked_conversations),
             reported_conversations = coalesce(excluded.reported_conversations, d.reported_conversations)
    )
    update pages set insights_due_at = ${dueAt}, insights_error = ${error?.slice(0, 500) ?? null}
     where workspace_id = ${workspaceId} and page_id = ${pageId}`,
  );
}
