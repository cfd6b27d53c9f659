// `npm run bench -- NAME [options]`: runs ours and the baselines in turn and prints the figures. Every benchmark has a file of
// its own; adding one is a line in the list below.
import { parseArgs } from 'node:util';
import { campaignsBench } from './campaigns/campaigns.bench.ts';
import { fanoutBench } from './fanout/fanout.bench.ts';
import { importBench } from './import/import.bench.ts';
import { ingestBench } from './ingest/ingest.bench.ts';
import { describeMachine } from './kit/machine.ts';
import { openPlace, type Place } from './kit/place.ts';
import { openProfile } from './kit/profile.ts';
import type { Options, Result } from './kit/rounds.ts';
import { laneBench } from './lane/lane.bench.ts';
import { policyBench } from './policy/policy.bench.ts';
import { reportBench } from './report/report.bench.ts';
import { segmentsBench } from './segments/segments.bench.ts';
import { sendBench } from './send/send.bench.ts';
import { triggersBench } from './triggers/triggers.bench.ts';
import { webhooksBench } from './webhooks/webhooks.bench.ts';

interface Bench {
  about: string;
  /** How long each contestant runs in each round, unless told otherwise; null where the work has a size instead. */
  seconds: number | null;
  run(place: Place, options: Options): Promise<Result>;
}

const BENCHES: Record<string, Bench> = {
  webhooks: {
    about: 'Durable webhook events a second, against Express with an INSERT an event; the echo flood',
    seconds: 4,
    run: webhooksBench,
  },
  send: {
    about: 'Messages a second from publishing to settled, against senders a person would write',
    seconds: 10,
    run: sendBench,
  },
  lane: {
    about: 'One Page at the limit of the platform: never above it, hardly below, and what it costs',
    seconds: 60,
    run: laneBench,
  },
  policy: {
    about:
      'Verdicts, and whole messages rendered, judged and checked, a second on one core, against a hand-written check',
    seconds: 2,
    run: policyBench,
  },
  campaigns: {
    about: 'The list of 10,000 campaigns, of which 50 sent 100,000 messages each: searched, narrowed, sorted',
    seconds: null,
    run: campaignsBench,
  },
  segments: {
    about:
      'Who is in, of 10,000 to a million people with ten events each: exact counts and estimates, against SQL by hand',
    seconds: null,
    run: segmentsBench,
  },
  ingest: {
    about: 'Tracked events a second, durable and counted, against one INSERT a request',
    seconds: 5,
    run: ingestBench,
  },
  import: {
    about:
      'A file of 25 columns, up to a million rows: rows a second, memory, screens meanwhile, against csv-parse by hand',
    seconds: null,
    run: importBench,
  },
  report: {
    about:
      'Opening the report of a million deliveries: live figures, results counted, results as they were kept',
    seconds: null,
    run: reportBench,
  },
  triggers: {
    about:
      'From an event to its message: 500 a second with 50 active triggers, against a trigger, a BullMQ job and a send',
    seconds: 20,
    run: triggersBench,
  },
  fanout: {
    about: 'A million people into the ledger: rows a second, the first message, memory',
    seconds: null,
    run: fanoutBench,
  },
};

const MAX_SECONDS = 600;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string' },
    profile: { type: 'string' },
    json: { type: 'boolean', default: false },
    ours: { type: 'boolean', default: false },
  },
});
const name = positionals[0] ?? '';
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
const seconds = Number(values.seconds ?? bench?.seconds ?? 1);
if (!bench) help();
else if (!(seconds >= 1 && seconds <= MAX_SECONDS)) fail(`--seconds is a number from 1 to ${MAX_SECONDS}.`);
else await measure(bench);

async function measure(chosen: Bench): Promise<void> {
  const place = await openPlace(values.profile === undefined ? null : openProfile(values.profile));
  try {
    const machine = { ...describeMachine(), postgres: place.postgresVersion };
    console.log(`${chosen.about}\n${Object.values(machine).join(' · ')}\n`);
    const result = await chosen.run(place, { seconds, onlyOurs: values.ours });
    if (values.json) console.log(JSON.stringify({ bench: name, ...result, machine }));
  } finally {
    await place.close();
  }
}

function help(): void {
  console.log('npm run bench -- NAME [--seconds N] [--ours] [--json] [--profile DIR]\n');
  for (const [each, { about }] of Object.entries(BENCHES)) console.log(`  ${each.padEnd(12)}${about}`);
  console.log(
    '\n--seconds: how long each contestant runs in each round. --ours: without the baselines. --json: the last line is one JSON object. ' +
      '--profile: writes a CPU profile of the service and the times of the SQL statements there.',
  );
  process.exitCode = name === '' ? 0 : 1;
}

function fail(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}
