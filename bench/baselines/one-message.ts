// The handler of a job in the queue baselines, as a person would write it: reads the person, renders the text with Liquid,
// sends it with messaging-api-messenger and writes the result.
import { Liquid } from 'liquidjs';
import { MessengerClient } from 'messaging-api-messenger';
import pg from 'pg';
import { APP, PAGE_ACCESS_TOKEN } from '../kit/names.ts';
import { MESSAGE } from '../send/message.ts';

/** What every baseline that keeps a database is started with. */
export interface BaselineSettings {
  databaseUrl: string;
  graphUrl: string;
  /** Connections; as many as Talaria has. */
  pool: number;
}

export const openMessenger = (graphUrl: string): MessengerClient =>
  new MessengerClient({
    accessToken: PAGE_ACCESS_TOKEN,
    appSecret: APP.secret,
    version: '26.0',
    origin: graphUrl,
  });

export interface OneMessage {
  pool: pg.Pool;
  /** Writes a pending message for everybody; resolves with their ids. */
  begin(): Promise<string[]>;
  send(userId: string): Promise<void>;
}

export function openOneMessage({ databaseUrl, graphUrl, pool: max }: BaselineSettings): OneMessage {
  const pool = new pg.Pool({ connectionString: databaseUrl, max });
  const liquid = new Liquid();
  const messenger = openMessenger(graphUrl);
  return {
    pool,
    async begin() {
      await pool.query('insert into messages (user_id) select id from users');
      const { rows } = await pool.query<{ user_id: string }>('select user_id from messages order by user_id');
      return rows.map((row) => row.user_id);
    },
    async send(userId) {
      const { rows } = await pool.query('select psid, attributes from users where id = $1', [userId]);
      const { psid, attributes } = rows[0];
      const text = await liquid.parseAndRender(MESSAGE, attributes);
      const { messageId } = await messenger.sendMessage(psid, { text }, { messagingType: 'RESPONSE' });
      await pool.query("update messages set status = 'sent', mid = $2, sent_at = now() where user_id = $1", [
        userId,
        messageId,
      ]);
    },
  };
}
