// The load of the ingest benchmark, a process of its own.
import { type HttpLoad, sendInTurn } from '../kit/http-load.ts';
import { readSettings, serve } from '../kit/serve.ts';
import { createRequests, type Dialect } from './calls.ts';

export interface Load extends Pick<HttpLoad, 'port' | 'seconds' | 'batch'> {
  secret: string;
  dialect: Dialect;
}

const { connections } = readSettings<{ connections: number }>();

serve(
  {
    run({ secret, dialect, ...load }: Load) {
      const nextRequest = createRequests(secret);
      return sendInTurn({ ...load, connections, nextRequest: () => nextRequest(dialect, load.batch) });
    },
  },
  () => {},
);
