// What holds for all campaigns of a workspace, over HTTP.
import { z } from 'zod';
import { sendingRules } from '../delivery/plan.contract.ts';
import { contract } from '../kit/http/endpoint.ts';
import { wholeObject } from '../kit/whole-object.ts';
import { problem } from './campaign.contract.ts';

const tag = 'Campaigns';
const revision = z.string().max(64);

const rulesAsTheyAre = sendingRules
  .extend({ revision: revision.describe('To be sent back when they are changed') })
  .meta({ id: 'SendingRules' });
const rulesToSave = wholeObject(sendingRules)
  .extend({
    revision: revision.describe(
      'Of the rules that were changed: refused (409) when somebody else changed them since',
    ),
  })
  .meta({ id: 'SaveSendingRules' });

export const sendingRuleRoutes = {
  get: contract({
    method: 'GET',
    path: '/api/sending-rules',
    tag,
    permission: 'view',
    summary: 'What holds for the messages of all campaigns: caps, gap, quiet hours, control group, approval',
    reply: rulesAsTheyAre,
  }),
  check: contract({
    method: 'POST',
    path: '/api/sending-rules/check',
    tag,
    permission: 'view',
    summary:
      'What is odd about sending rules, such as a time zone attribute hardly anybody has; nothing is saved',
    body: rulesToSave.partial({ revision: true }),
    reply: z.object({ problems: z.array(problem).describe('Warnings') }),
  }),
  save: contract({
    method: 'PUT',
    path: '/api/sending-rules',
    tag,
    permission: 'own',
    summary:
      'Change what holds for all campaigns, as a whole: nothing can be left out. It counts for messages that have not left, a few seconds later; who is in the control group is decided when people enter a campaign',
    body: rulesToSave,
    reply: rulesAsTheyAre,
  }),
};
