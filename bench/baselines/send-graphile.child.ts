// The same without a Redis: a graphile-worker job per message, with its local queue and batched completion on, which its
// documentation recommends for throughput.
import { Logger, runMigrations, run as startRunner } from 'graphile-worker';
import { readSettings, serve } from '../kit/serve.ts';
import { type BaselineSettings, openOneMessage } from './one-message.ts';

const settings = readSettings<BaselineSettings>();
const message = openOneMessage(settings);
const silent = new Logger(() => () => {});
await runMigrations({ connectionString: settings.databaseUrl, logger: silent });

serve({ send }, () => message.pool.end());

async function send({ concurrency }: { concurrency: number }): Promise<void> {
  const userIds = await message.begin();
  const done = Promise.withResolvers<void>();
  let left = userIds.length;
  // One statement for all jobs: what `quick_add_job` in SQL is for.
  await message.pool.query(
    `select count(graphile_worker.add_job('send', json_build_object('userId', user_id::text))) from messages`,
  );
  const runner = await startRunner({
    connectionString: settings.databaseUrl,
    logger: silent,
    noHandleSignals: true,
    concurrency,
    preset: {
      worker: {
        maxPoolSize: settings.pool,
        localQueue: { size: concurrency * 4 },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
    taskList: {
      async send(payload) {
        await message.send((payload as { userId: string }).userId);
        left -= 1;
        if (left === 0) done.resolve();
      },
    },
  });
  runner.events.on('job:error', ({ error }) => done.reject(error));
  await done.promise;
  await runner.stop();
}
