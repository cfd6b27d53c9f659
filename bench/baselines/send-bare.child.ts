// A messaging-api-messenger loop without any durability: everybody read at once, the text from Liquid, nothing written down.
// When it dies nobody knows whom it had written to.
import { Liquid } from 'liquidjs';
import pg from 'pg';
import { readSettings, serve } from '../kit/serve.ts';
import { MESSAGE } from '../send/message.ts';
import { type BaselineSettings, openMessenger } from './one-message.ts';

const settings = readSettings<BaselineSettings>();
const pool = new pg.Pool({ connectionString: settings.databaseUrl, max: settings.pool });
const liquid = new Liquid();
const messenger = openMessenger(settings.graphUrl);

serve({ send }, () => pool.end());

async function send({ concurrency }: { concurrency: number }): Promise<void> {
  const { rows } = await pool.query('select psid, attributes from users');
  const queue = rows.values();
  const work = async (): Promise<void> => {
    for (const { psid, attributes } of queue) {
      const text = await liquid.parseAndRender(MESSAGE, attributes);
      await messenger.sendMessage(psid, { text }, { messagingType: 'RESPONSE' });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}
