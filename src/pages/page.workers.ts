// Looks after every connected Page from time to time: a dead token and a lost subscription announce themselves no other way.
import type { Log } from '../kit/log.ts';
import type { Worker } from '../kit/worker.ts';
import { RECHECK_EVERY_MS } from './page.checking.ts';
import type { PageNeeds } from './page.connect.ts';
import { readNextInsights } from './page.insights.ts';
import { deleteExpiredLogins } from './page.login.queries.ts';
import { claimPageToCheck } from './page.queries.ts';
import { lookAfterPage } from './page.upkeep.ts';

const IDLE_MS = 15_000;

/** One Page a step. A claimed Page is nobody else's for ten minutes, whether its check succeeds or not. */
export function createPageCheckWorker(needs: PageNeeds & { log: Log }): Worker {
  return {
    name: 'pages.check',
    async step() {
      const page = await claimPageToCheck(needs.db, needs.clock.now(), RECHECK_EVERY_MS);
      if (!page) {
        await deleteExpiredLogins(needs.db, needs.clock.now());
        return IDLE_MS;
      }
      const checks = await lookAfterPage(needs, page.workspaceId, page.pageId);
      const failed = checks.filter((check) => check.state === 'failed');
      if (failed.length > 0) {
        const found = failed.map((check) => `${check.key}: ${check.detail}`);
        needs.log.warn({ ...page, failed: found }, 'page.check_failed');
      }
      return 'again';
    },
  };
}

/** How often it is looked whether a Page's numbers are due; each is, twice a day. */
const INSIGHTS_LOOK_MS = 30_000;

/** One Page a step. */
export const createInsightsWorker = (needs: PageNeeds): Worker => ({
  name: 'pages.insights',
  step: async () => ((await readNextInsights(needs)) ? 'again' : INSIGHTS_LOOK_MS),
});
