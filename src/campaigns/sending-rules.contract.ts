// What holds for all campaigns of a workspace, over HTTP.
import { z } from 'zod';
import { sendingRules } from '../delivery/plan.contract.ts';
import { contract } from '../kit/http/endpoint.ts';
import { problem } from './campaign.contract.ts';

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
  check: contract({
    method: 'POST',
    path: '/api/sending-rules/check',
    tag,
    permission: 'view',
    summary:
      'What is odd about sending rules, such as a time zone attribute hardly anybody has; nothing is saved',
    body: sendingRules,
    reply: z.object({ problems: z.array(problem).describe('Warnings') }),
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
