// Keeps the copy of each Page's utility templates true: read when it is time, and soon after a webhook spoke of one.
import { MINUTE_MS } from '../kit/clock.ts';
import { AppError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import type { Worker } from '../kit/worker.ts';
import type { PageToolNeeds } from './page-call.ts';
import { claimTemplateSync } from './utility-template.queries.ts';
import { syncTemplates } from './utility-templates.ts';

const IDLE_MS = 5_000;
/** A process that dies while it reads leaves the Page to the next one after this. */
const HOLD_MS = 10 * MINUTE_MS;

/** One Page a step. What the platform refuses is kept with the Page and shown there. */
export function createTemplateWorker(needs: PageToolNeeds & { log: Log }): Worker {
  return {
    name: 'pages.templates',
    async step() {
      const page = await claimTemplateSync(needs.db, needs.clock.now(), HOLD_MS);
      if (!page) return IDLE_MS;
      try {
        await syncTemplates(needs, page.workspaceId, page.pageId);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        needs.log.info({ ...page, cause: error.message }, 'templates.not_read');
      }
      return 'again';
    },
  };
}
