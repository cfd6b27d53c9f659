// One preflight from where it stands to its end: people are read in chunks, checked in slices that let the process breathe,
// and each chunk's findings are written with how far it came, so that a crash repeats one chunk at most.
import { setImmediate as breathe } from 'node:timers/promises';
import { type CompiledPlan, compilePlan, usesOf } from '../delivery/compile-plan.ts';
import { fetchAll } from '../delivery/content.ts';
import { readLocaleRules } from '../delivery/locale.ts';
import { testMetadata } from '../delivery/metadata.ts';
import { readPageAssets } from '../delivery/page-assets.queries.ts';
import { type CheckPerson, createPreflightCheck } from '../delivery/preflight-check.ts';
import type { Addressee, SendContext } from '../delivery/prepare.ts';
import { listSayings } from '../delivery/saying.ts';
import { withTransaction } from '../kit/db.ts';
import { AppError } from '../kit/errors.ts';
import { findPeople, type Person, reachOf } from '../profiles/person.ts';
import { LACKING, SAMPLE_CONTENT } from '../templates/lacking.ts';
import type { CampaignDefinition } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { getCampaign } from './campaigns.ts';
import { findExamplePerson } from './example.queries.ts';
import { findExampleEvent, startOf } from './example-events.ts';
import { createFindings, type Findings } from './preflight.findings.ts';
import {
  countAudience,
  listAudience,
  type PreflightRow,
  type Progress,
  saveProgress,
} from './preflight.queries.ts';

const CHUNK = 1_000;
/** A person takes some 0.1 ms: a request to the same process waits a few of them. */
const SLICE = 25;
/** Profile ids looked through at once: the chunk of a segment that holds few of them takes no longer. */
const LEAST_IDS = 20_000;
const MOST_STEPS = 2_000;

/** `left`: it is not ours any more, or the process is to stop. */
export type RunEnd = 'finished' | 'lost' | 'left';

export async function runPreflight(
  needs: CampaignNeeds,
  row: PreflightRow,
  { leaseMs, signal }: { leaseMs: number; signal: AbortSignal },
): Promise<RunEnd> {
  const { definition } = await getCampaign(needs.db, row.workspaceId, row.campaignId);
  const check = await createCheck(needs, { ...row, definition });
  const findings = createFindings(row.plan, row.findings);
  let progress: Progress = { ...row, total: row.total ?? (await findTotal(needs, row)) };
  const width = Math.max(LEAST_IDS, Math.ceil(row.lastProfileId / MOST_STEPS));
  while (progress.cursorProfileId < row.lastProfileId) {
    if (signal.aborted) return 'left';
    const after = progress.cursorProfileId;
    const to = Math.min(row.lastProfileId, after + width);
    const ids = await listAudience(needs.db, row, { after, to, limit: CHUNK });
    const people = await findPeople(needs.db, row.workspaceId, ids, row.plan.page_id);
    const found = await checkPeople(people, { check, findings, isPage: row.plan.page_id !== null });
    progress = {
      ...addUp(progress, found.counts),
      findings: findings.list(),
      cursorProfileId: ids.length < CHUNK ? to : (ids.at(-1) ?? to),
    };
    const saved = await withTransaction(needs.db, (tx) =>
      saveProgress(tx, row, { ...progress, leaseMs, people: found.listed }),
    );
    if (!saved) return 'lost';
  }
  return 'finished';
}

/** null when counting takes too long: the progress then has no end in sight. */
async function findTotal({ db }: CampaignNeeds, row: PreflightRow): Promise<number | null> {
  try {
    return await countAudience(db, row);
  } catch (error) {
    if (error instanceof AppError && error.kind === 'unavailable') return null;
    throw error;
  }
}

/**
 * The check of one person's message after the other, as if to everybody had happened what did last. Throws `invalid` when a
 * template in the plan is wrong.
 */
export async function createCheck(
  needs: CampaignNeeds,
  {
    workspaceId,
    plan,
    definition,
    campaignId = null,
    filter = null,
  }: Pick<PreflightRow, 'workspaceId' | 'plan'> & {
    definition: CampaignDefinition;
    /** Whose calls of the API are an example. */
    campaignId?: number | null;
    filter?: PreflightRow['filter'] | null;
  },
): Promise<CheckPerson> {
  const now = needs.clock.now();
  const compiled = compilePlan(plan, needs.secrets, needs);
  const start = startOf(definition, campaignId);
  const happened = await findExampleEvent(needs.db, workspaceId, { start, profileId: null });
  // The next call of the API may say what the latest did not.
  const hasAll = start.trigger === null || (happened !== undefined && start.type !== 'api');
  const event = hasAll ? happened : { ...sampleEvent(compiled), ...happened };
  const { content, failing } = await exampleContent(needs, compiled, { workspaceId, plan, filter });
  const send: SendContext | null =
    plan.page_id === null
      ? null
      : {
          graphUrl: needs.graphUrl,
          credentials: NO_CREDENTIALS,
          metadata: testMetadata(needs.installationId),
          assets: await readPageAssets(needs.db, workspaceId, plan.page_id, now),
          wrapLink: (target) => needs.clickLinks.wrap(target, { workspaceId, deliveryId: 0 }),
        };
  const locale = await readLocaleRules(needs.db, workspaceId);
  return createPreflightCheck(compiled, { send, now, locale, example: { event, content }, failing });
}

/**
 * What is fetched for one person of the audience stands for everybody's: a service is not asked a million times to see whether a
 * text fits. Where it fails, or nobody is given, nothing stands there; why it fails is told of everybody who needs it.
 */
async function exampleContent(
  needs: CampaignNeeds,
  compiled: CompiledPlan,
  {
    workspaceId,
    plan,
    filter,
  }: Pick<PreflightRow, 'workspaceId' | 'plan'> & { filter: PreflightRow['filter'] | null },
): Promise<{ content: Addressee['content']; failing: ReadonlyMap<string, string> }> {
  const sources = [...new Set(listSayings(compiled).flatMap((one) => one.sources))];
  const blank = Object.fromEntries(sources.map(({ source }) => [source.name, LACKING]));
  const nothing = { content: blank, failing: new Map<string, string>() };
  if (sources.length === 0 || filter === null) return nothing;
  const of = { workspaceId, filter, pageId: plan.page_id, now: needs.clock.now() };
  const profileId = await findExamplePerson(needs.db, of);
  const [person] =
    profileId === null ? [] : await findPeople(needs.db, workspaceId, [profileId], plan.page_id);
  if (!person) return nothing;
  const { fetched } = await fetchAll({ fetcher: needs.callers.content, now: of.now }, sources, {
    ...person,
    ...reachOf(null),
  });
  const found = fetched.flatMap(({ name, fetched: one }) => (one?.ok ? [[name, one.value]] : []));
  // An address that cannot be filled in is the matter of the person it lacks a value of.
  const failed = fetched.flatMap(({ name, fetched: one }) =>
    one === null || one.ok ? [] : [[name, one.why] as const],
  );
  return { content: { ...blank, ...Object.fromEntries(found) }, failing: new Map(failed) };
}

/** Where nothing has happened yet, and where a call of the API is to say what does. */
const sampleEvent = (compiled: CompiledPlan): Record<string, unknown> =>
  Object.fromEntries(
    usesOf(compiled).scopes.flatMap(({ scope, name }) =>
      scope === 'EventAttribute' && name !== null ? [[name, SAMPLE_CONTENT]] : [],
    ),
  );

/** Nothing is called. */
const NO_CREDENTIALS = { accessToken: '', appSecret: '' };

type Counts = Pick<Progress, 'checked' | 'fine' | 'unreachable' | 'affected'>;

const addUp = (progress: Progress, counts: Counts): Progress => ({
  ...progress,
  checked: progress.checked + counts.checked,
  fine: progress.fine + counts.fine,
  unreachable: progress.unreachable + counts.unreachable,
  affected: progress.affected + counts.affected,
});

async function checkPeople(
  people: readonly Person[],
  { check, findings, isPage }: { check: CheckPerson; findings: Findings; isPage: boolean },
): Promise<{ counts: Counts; listed: { finding: string; profileId: number }[] }> {
  const counts = { checked: 0, fine: 0, unreachable: 0, affected: 0 };
  const listed: { finding: string; profileId: number }[] = [];
  for (const [index, person] of people.entries()) {
    if (index % SLICE === SLICE - 1) await breathe();
    counts.checked += 1;
    if (isPage && !isReachable(person)) {
      counts.unreachable += 1;
      continue;
    }
    const found = check({ ...person, ...reachOf(null) });
    if (found.length === 0) counts.fine += 1;
    else counts.affected += 1;
    for (const finding of findings.add(found)) listed.push({ finding, profileId: person.profileId });
  }
  return { counts, listed };
}

/** Whoever the Page may not write to at all gets no message, whatever it says. */
const isReachable = ({ psid, identity }: Person): boolean =>
  psid !== null && !identity?.blockedAt && !identity?.optedOutAt;
