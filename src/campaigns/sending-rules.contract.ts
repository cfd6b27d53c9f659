// What holds for all campaigns of a workspace, over HTTP.
import { sendingRules } from '../delivery/plan.contract.ts';
import { contract } from '../kit/http/endpoint.ts';

const tag = 'Campaigns';

export const sendingRuleRoutes = {
  get: contract({
    method: 'GET',
    path: '/api/sending-rules',
    tag,
    permission: 'view',
    summary: 'What holds for the messages of all campaigns: caps, gap, quiet hours, control group, approval',
    reply: sendingRules,
  }),
  save: contract({
    method: 'PUT',
    path: '/api/sending-rules',
    tag,
    permission: 'own',
    summary:
      'Change what holds for all campaigns. It counts for messages that have not left, a few seconds later; who is in the control group is decided when people enter a campaign',
    body: sendingRules,
    reply: sendingRules,
  }),
};
