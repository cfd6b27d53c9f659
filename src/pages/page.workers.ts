// Checks every connected Page again from time to time: a dead token and a lost subscription announce themselves no other way.
import type { Log } from '../kit/log.ts';
import type { Worker } from '../kit/worker.ts';
import { checkPage, RECHECK_EVERY_MS } from './page.checking.ts';
import type { PageNeeds } from './page.connect.ts';
import { claimPageToCheck } from './page.queries.ts';

const IDLE_MS = 15_000;

/** One Page a step. A claimed Page is nobody else's for ten minutes, whether its check succeeds or not. */
export function createPageCheckWorker(needs: PageNeeds & { log: Log }): Worker {
  return {
    name: 'pages.check',
    async step() {
      const page = await claimPageToCheck(needs.db, needs.clock.now(), RECHECK_EVERY_MS);
      if (!page) return IDLE_MS;
      const checks = await checkPage(needs, page.workspaceId, page.pageId);
      const failed = checks.filter((check) => check.state === 'failed');
      if (failed.length > 0) {
        const found = failed.map((check) => `${check.key}: ${check.detail}`);
        needs.log.warn({ ...page, failed: found }, 'page.check_failed');
      }
      return 'again';
    },
  };
}
