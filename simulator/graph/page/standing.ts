// GET /{page}/page_status: how the Page stands with the platform, the poll form of `business_integrity`
// (messenger-platform §3.6). A barred Page that says nothing else of itself is restricted.
import type { Page } from '../../world/apps.ts';
import type { PageCaller } from '../auth.ts';
import type { GraphCall, GraphReply } from '../call.ts';

export function pageStatus(_call: GraphCall, { page }: PageCaller): GraphReply {
  const { status, violations, restrictions } = page.setup.standing;
  const actions = status === 'ok' && !page.barred ? [] : ['REQUEST_REVIEW'];
  return {
    body: {
      id: page.id,
      status: status === 'ok' && page.barred ? 'restricted' : status,
      violations,
      restrictions: page.barred && restrictions.length === 0 ? [barredNow(page)] : restrictions,
      recommended_actions: actions,
      actions_events: [],
    },
  };
}

function barredNow({ issuedAt }: Page): unknown {
  return {
    feature: 'page_messaging_api',
    status: 'RESTRICTED',
    description: 'This Page may not send messages for the time being.',
    applied_time: Math.floor(issuedAt / 1000),
    expiration_time: 0,
  };
}
