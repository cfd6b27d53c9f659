// `npm run demo`: the whole journey in the terminal. 2,000 people write to a Page, half are known customers, a segment is
// chosen, a campaign tested and published, and every number of its report checked against the sandbox's own record.
// With `-- --kill` the service is killed with SIGKILL in the middle of sending and started again.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inParallel, type Operator, saveCustomer, signIn, steerSandbox } from './clients.ts';
import { follow, heading, type Line, note, printTable } from './screen.ts';
import { type Service, startService } from './service.ts';

const PEOPLE = 2_000;
const KNOWN = PEOPLE / 2;
/** Longer than the sandbox takes to read a message at the most: after so long without a change none is to come. */
const QUIET_MS = 6_000;
const kill = process.argv.includes('--kill');

interface Home {
  people: number;
  customers: number;
  with_psid: number;
  waiting_webhooks: number;
}
interface Report {
  campaign: { state: string };
  in_segment: number;
  skipped: { count: number }[];
  failed: { count: number }[];
  held: number;
  waiting: number;
  unknown: number;
  attempted: number;
  accepted: number;
  delivered: number;
  read: number;
  adds_up: boolean;
}
interface Summary {
  total: number;
  repeated: unknown[];
  campaigns: { campaign: string; sends: number; people: number; delivered: number; read: number }[];
}

const startedAt = performance.now();
const dataDir = mkdtempSync(join(tmpdir(), 'talaria-demo-'));
chmodSync(dataDir, 0o755); // PostgreSQL runs as a user of its own when we are root
let service: Service | undefined;
let wrong = 1;
try {
  heading(1, 'Talaria and a Messenger sandbox start');
  // The sandbox sends refused webhooks again within seconds, so a short grace is enough evidence here.
  service = await startService(dataDir, kill ? { UNKNOWN_GRACE_SECONDS: '15' } : {});
  note(`${service.url}, sandbox ${service.sandboxUrl}`);
  wrong = await journey(service);
} catch (error) {
  console.error(`\n   ${error instanceof Error ? error.message : String(error)}`);
} finally {
  await service?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
console.log(
  wrong === 0
    ? `\n   Everything adds up. ${seconds} s.\n`
    : `\n   ${wrong} of the numbers do not add up. ${seconds} s.\n`,
);
process.exit(wrong === 0 ? 0 : 1);

async function journey(running: Service): Promise<number> {
  const operator = await signIn(running);
  const { pages } = await operator.call<{
    pages: { id: string; name: string; checks: { state: string }[] }[];
  }>('GET', '/api/pages');
  const [page] = pages;
  if (!page) throw new Error('The Page of the sandbox is not connected');
  note(
    `Page ${page.name} is connected: ${page.checks.filter((check) => check.state === 'ok').length} of ${page.checks.length} prerequisites met`,
  );

  heading(2, `${PEOPLE} people write to the Page; their PSIDs are collected`);
  const before = await operator.call<Home>('GET', '/api/home');
  const psids = await letPeopleWrite(running, page.id, PEOPLE - before.people);
  await follow(
    'people with a PSID',
    PEOPLE,
    async () => (await operator.call<Home>('GET', '/api/home')).with_psid,
  );

  heading(3, `${KNOWN} of them are customers of the CRM, which saves ps_id on them`);
  await importCustomers(running, operator, psids.slice(0, KNOWN));
  const home = await operator.call<Home>('GET', '/api/home');

  heading(4, 'The segment: ps_id exists, and the plan is gold or silver');
  const segment = await chooseSegment(operator, page.id);

  heading(5, 'A connector campaign: tested on one person, then published');
  const campaign = await createAndTest(operator, page.id, segment.id, psids[0] ?? '');
  await operator.call('POST', `/api/campaigns/${campaign}/publish`);
  const read = () => operator.call<Report>('GET', `/api/campaigns/${campaign}/report`);
  if (kill) await killInTheMiddle(running, read);
  await follow('accepted by the platform', segment.people, async () => (await read()).accepted, 240_000);
  await follow('campaign finished', 1, async () => ((await read()).campaign.state === 'finished' ? 1 : 0));

  heading(6, 'Receipts come back by webhook');
  await receiptsSettled(running, page.id, read);
  return check(running, page.id, { home, segment, report: await read() });
}

async function letPeopleWrite(running: Service, pageId: string, count: number): Promise<string[]> {
  await steerSandbox(running, 'POST', '/sandbox/people', { page_id: pageId, count });
  const { data } = await steerSandbox<{ data: { psid: string }[] }>(
    running,
    'GET',
    `/sandbox/people?page_id=${pageId}&limit=${PEOPLE}`,
  );
  const psids = data.map((person) => person.psid);
  await steerSandbox(running, 'POST', '/sandbox/people/actions', {
    page_id: pageId,
    type: 'message',
    text: 'Where is my order?',
    psids,
  });
  return psids;
}

async function importCustomers(running: Service, operator: Operator, psids: string[]): Promise<void> {
  const { secret } = await operator.call<{ secret: string }>('POST', '/api/keys', { name: 'CRM' });
  const plans = ['gold', 'silver', 'bronze', 'none'];
  let saved = 0;
  const customers = psids.map((psid, index) => ({
    customer_id: `customer-${index + 1}`,
    attributes: {
      ps_id: psid,
      plan: plans[index % plans.length],
      orders: index % 7,
      favourite: `A "quoted"\nname ${index}`,
    },
  }));
  const importing = inParallel(customers, 16, async (customer) => {
    await saveCustomer(running, secret, customer);
    saved += 1;
  });
  await Promise.all([importing, follow('customers saved', KNOWN, async () => saved)]);
}

async function chooseSegment(operator: Operator, pageId: string): Promise<{ id: string; people: number }> {
  const any = (...plans: string[]) => ({
    kind: 'group',
    match: 'any',
    filters: plans.map((value) => ({ kind: 'attribute', attribute: 'plan', op: 'is', value })),
  });
  const filter = {
    kind: 'group',
    match: 'all',
    filters: [{ kind: 'attribute', attribute: 'ps_id', op: 'exists' }, any('gold', 'silver')],
  };
  const preview = await operator.call<{
    sentence: string;
    people: number;
    with_psid: number;
    in_window: number;
  }>('POST', '/api/segments/preview', { filter, page_id: pageId });
  note(
    `“${preview.sentence}”: ${preview.people} people, ${preview.with_psid} with a PSID, ${preview.in_window} in the window`,
  );
  const { id } = await operator.call<{ id: string }>('POST', '/api/segments', {
    name: 'Gold and silver on Messenger',
    filter,
  });
  return { id, people: preview.people };
}

async function createAndTest(
  operator: Operator,
  pageId: string,
  segmentId: string,
  psid: string,
): Promise<string> {
  const text =
    "Hi {{ UserAttribute['first_name'] | default: 'there' }}, your order of {{ UserAttribute['favourite'] }} is on its way.";
  const definition = {
    segment_id: segmentId,
    request: {
      method: 'POST',
      url: `https://graph.facebook.com/v26.0/${pageId}/messages`,
      body: {
        kind: 'raw',
        text: `{"recipient":{"id":"{{ UserAttribute['ps_id'] }}"},"messaging_type":"RESPONSE","message":{"text":"${text}"}}`,
      },
    },
  };
  const tested = await operator.call<{
    outcome: { state: string; title: string };
    response: { status: number } | null;
    message: { text: string };
  }>('POST', '/api/campaigns/test', { definition, recipient: { by: 'psid', psid } });
  note(`Test: ${JSON.stringify(tested.message.text)}`);
  note(`The platform answered ${tested.response?.status}: ${tested.outcome.title}`);
  if (tested.outcome.state !== 'accepted') throw new Error('The test was not accepted');
  const { id } = await operator.call<{ id: string }>('POST', '/api/campaigns', {
    name: 'Your order is on its way',
    definition,
  });
  return id;
}

async function killInTheMiddle(running: Service, read: () => Promise<Report>): Promise<void> {
  await follow('accepted before the kill', 150, async () => (await read()).accepted);
  await running.kill();
  note('kill -9 in the middle of sending; starting again');
  await running.restart();
}

/** Until nobody reads any more, and Talaria has heard of every receipt. What is still missing then shows in the table. */
async function receiptsSettled(running: Service, pageId: string, read: () => Promise<Report>): Promise<void> {
  let seen = '';
  let changedAtMs = performance.now();
  const isQuiet = async (): Promise<boolean> => {
    const [record, report] = [await campaignRecord(running, pageId), await read()];
    const now = `${record.delivered} ${record.read} ${report.delivered} ${report.read}`;
    if (now !== seen) changedAtMs = performance.now();
    seen = now;
    const same = record.delivered === report.delivered && record.read === report.read;
    return same && performance.now() - changedAtMs > QUIET_MS;
  };
  await follow('campaign with all its receipts', 1, async () => ((await isQuiet()) ? 1 : 0), 60_000).catch(
    (error: Error) => note(error.message),
  );
}

async function campaignRecord(running: Service, pageId: string): Promise<Summary['campaigns'][number]> {
  const { campaigns } = await steerSandbox<Summary>(
    running,
    'GET',
    `/sandbox/messages/summary?page_id=${pageId}`,
  );
  const ours = campaigns.find((one) => /^talaria:[^:]+:\d+$/.test(one.campaign));
  return ours ?? { campaign: '', sends: 0, people: 0, delivered: 0, read: 0 };
}

async function check(
  running: Service,
  pageId: string,
  seen: { home: Home; segment: { people: number }; report: Report },
): Promise<number> {
  const { home, segment, report } = seen;
  const summary = await steerSandbox<Summary>(running, 'GET', `/sandbox/messages/summary?page_id=${pageId}`);
  const people = await steerSandbox<{ total: number }>(
    running,
    'GET',
    `/sandbox/people?page_id=${pageId}&limit=1`,
  );
  const record = await campaignRecord(running, pageId);
  const sum = (groups: { count: number }[]) => groups.reduce((total, group) => total + group.count, 0);
  heading(7, 'The report beside the sandbox’s own record');
  const lines: Line[] = [
    {
      what: 'people with a PSID',
      talaria: home.with_psid,
      expected: people.total,
      source: 'people of the sandbox',
    },
    {
      what: 'profiles (nobody twice)',
      talaria: home.people,
      expected: people.total,
      source: 'people of the sandbox',
    },
    { what: 'known customers', talaria: home.customers, expected: KNOWN, source: 'saved by the CRM' },
    {
      what: 'in the segment',
      talaria: report.in_segment,
      expected: segment.people,
      source: 'counted before publishing',
    },
    { what: 'gold or silver', talaria: report.in_segment, expected: KNOWN / 2, source: 'saved by the CRM' },
    {
      what: 'attempted',
      talaria: report.attempted,
      expected: report.in_segment - sum(report.skipped),
      source: 'segment − skipped',
    },
    {
      what: 'accepted',
      talaria: report.accepted,
      expected: record.sends,
      source: 'accepted sends in the record',
    },
    {
      what: 'people reached',
      talaria: report.accepted,
      expected: record.people,
      source: 'different PSIDs in the record',
    },
    {
      what: 'messaged twice',
      talaria: 0,
      expected: summary.repeated.length,
      source: 'repeats in the record',
    },
    { what: 'sends in all', talaria: report.accepted + 1, expected: summary.total, source: 'with the test' },
    {
      what: 'delivered',
      talaria: report.delivered,
      expected: record.delivered,
      source: 'deliveries in the record',
    },
    { what: 'read', talaria: report.read, expected: record.read, source: 'reads in the record' },
    { what: 'failed', talaria: sum(report.failed), expected: 0, source: 'no fault was asked for' },
    {
      what: 'without an answer',
      talaria: report.waiting + report.unknown + report.held,
      expected: 0,
      source: 'every recipient is settled',
    },
    {
      what: 'the ledger adds up',
      talaria: String(report.adds_up),
      expected: 'true',
      source: 'one state each',
    },
  ];
  return printTable(lines);
}
