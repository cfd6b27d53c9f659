// What a person would install: a BullMQ job per message.
import { Queue, Worker } from 'bullmq';
import { readSettings, serve } from '../kit/serve.ts';
import { type BaselineSettings, openOneMessage } from './one-message.ts';

interface Job {
  userId: string;
}

const BULK = 1_000;
const settings = readSettings<BaselineSettings & { redisPort: number }>();
const message = openOneMessage(settings);
const connection = { host: '127.0.0.1', port: settings.redisPort, maxRetriesPerRequest: null };
const queue = new Queue<Job>('messages', { connection });
const worker = new Worker<Job>('messages', (job) => message.send(job.data.userId), { connection });

serve({ send }, async () => {
  await worker.close();
  await queue.close();
  await message.pool.end();
});

async function send({ concurrency }: { concurrency: number }): Promise<void> {
  worker.concurrency = concurrency;
  const userIds = await message.begin();
  const done = new Promise<void>((resolve, reject) => {
    let left = userIds.length;
    worker.removeAllListeners('completed').removeAllListeners('failed');
    worker.on('completed', () => {
      left -= 1;
      if (left === 0) resolve();
    });
    worker.on('failed', (_job, error) => reject(error));
  });
  for (let from = 0; from < userIds.length; from += BULK) {
    const jobs = userIds.slice(from, from + BULK).map((userId) => ({
      name: 'send',
      data: { userId },
      opts: { removeOnComplete: true },
    }));
    await queue.addBulk(jobs);
  }
  await done;
}
