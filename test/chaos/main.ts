// `npm run chaos`: a campaign on several Pages while everything around it dies or lies, and then the proof that everybody
// was messaged exactly once. `-- --short` is the form for CI, `-- --seed N` gives the same plan again. The exit code is 0
// only if ledger and platform agree on every row.
import { commandOf, readOptions } from './options.ts';
import { drawPlan, GRACE_SECONDS } from './plan.ts';
import { openStage, type Stage } from './stage.ts';
import { prepareStory, publish } from './story.ts';
import { carryOut } from './unrest.ts';
import { judge, keepEvidence, printVerdict, waitUntilQuiet } from './verdict.ts';

/** Sending takes this part of the disturbed time at least: most of what happens then happens to a sending campaign. */
const SENDING_SHARE = 0.6;
const FASTEST = 300;

const startedAtMs = performance.now();
const tell = (line: string): void => {
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
  console.log(`${seconds.padStart(7)} s  ${line}`);
};

process.exitCode = await run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  return 1;
});

async function run(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const { seed, people, pages, seconds, workers } = options;
  console.log(`Seed ${seed}. The same plan again: ${commandOf(options)}`);
  const perPage = Math.ceil(people / pages);
  const sendRate = Math.min(FASTEST, Math.ceil(perPage / (seconds * SENDING_SHARE)));
  const opening = openStage({ seed, workers, sendRate, graceSeconds: GRACE_SECONDS });
  closeWhenToldTo(opening);
  const stage = await opening;
  tell(`a service and ${workers} workers run; their logs are in ${stage.dir}`);
  let failed = true;
  try {
    const story = await prepareStory(stage, { pages, perPage });
    tell(`${perPage * pages} people wrote to ${pages} Pages; at most ${sendRate} messages a second and Page`);
    await publish(story);
    tell('the campaigns are published');
    const struck = await carryOut(drawPlan(options), stage, tell);
    tell(
      `struck: ${Object.entries(struck)
        .map(([type, times]) => `${times} ${type}`)
        .join(', ')}`,
    );
    await waitUntilQuiet(stage, story, tell);
    const verdict = await judge(stage, story);
    failed = printVerdict(verdict, stage, story) > 0;
    if (failed) console.log(`Evidence: ${await keepEvidence(stage, verdict, options)}`);
  } finally {
    if (failed) console.log(`Logs of the processes: ${stage.dir}`);
    await stage.close(failed);
  }
  console.log(failed ? `Failed with seed ${seed}.` : `Seed ${seed}: everybody was messaged exactly once.`);
  return failed ? 1 : 0;
}

/** Nothing is left running by a run that is broken off. */
function closeWhenToldTo(opening: Promise<Stage>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      void opening.then((stage) => stage.close()).finally(() => process.exit(130));
    });
}
