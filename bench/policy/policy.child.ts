// Ours: the verdict as the lane asks for it, and a whole message as the preflight makes it for one person — rendered, read
// back, judged, and checked against every limit of the platform.

import { createClickLinks } from '../../src/delivery/click-links.ts';
import { compilePlan } from '../../src/delivery/compile-plan.ts';
import { NO_ASSETS } from '../../src/delivery/page-assets.ts';
import { PLAIN } from '../../src/delivery/plan.contract.ts';
import { prepare } from '../../src/delivery/prepare.ts';
import { checkMessage } from '../../src/delivery/request-check.ts';
import { createSecrets } from '../../src/kit/secrets.ts';
import { decide } from '../../src/policy/verdict.ts';
import { countPerSecond } from '../kit/count.ts';
import { APP, ENCRYPTION_KEY, PAGE_ACCESS_TOKEN, pageId } from '../kit/names.ts';
import { serve } from '../kit/serve.ts';
import { listBenchPeople, listBenchQuestions, MESSAGES, type MessageName, NOW } from './cases.ts';

const GRAPH_URL = 'https://graph.facebook.com';

serve({ verdicts, messages }, () => {});

function verdicts({ seconds }: { seconds: number }) {
  const questions = listBenchQuestions().map((question) => ({ ...question, now: NOW, adWindowHours: 168 }));
  return countPerSecond(questions.length, seconds, () => {
    let sent = 0;
    for (const question of questions) if (decide(question).kind === 'send') sent += 1;
    return sent;
  });
}

function messages({ seconds, message }: { seconds: number; message: MessageName }) {
  const secrets = createSecrets(ENCRYPTION_KEY);
  const links = createClickLinks(secrets, 'https://talaria.example.com');
  const compiled = compilePlan(planOf(message), secrets, {
    graphUrl: GRAPH_URL,
    graphVersion: 'v26.0',
    utilityShape: 'message',
  });
  const send = {
    graphUrl: GRAPH_URL,
    credentials: { accessToken: PAGE_ACCESS_TOKEN, appSecret: APP.secret },
    metadata: 'bench',
    assets: NO_ASSETS,
    wrapLink: (target: string) => links.wrap(target, { workspaceId: 'default', deliveryId: 1 }),
  };
  const people = listBenchPeople(true).map((person, n) => ({
    ...person,
    profileId: n,
    customerId: null,
    adWindowUntil: null,
    windowClosedAt: null,
  }));
  return countPerSecond(people.length, seconds, () => {
    let good = 0;
    for (const person of people) {
      const prepared = prepare(compiled, person, { send, now: NOW });
      if (prepared.kind === 'call' && checkMessage(prepared.request).length === 0) good += 1;
    }
    return good;
  });
}

const planOf = (message: MessageName) => ({
  ...PLAIN,
  request: null,
  message: {
    message: MESSAGES[message],
    persona_id: null,
    notification_type: 'REGULAR' as const,
    typing_seconds: 0,
    track_links: true,
    missing_attribute: 'skip' as const,
  },
  page_id: pageId(1),
  routes: [{ kind: 'message' as const }],
  per_second: null,
  priority: 'normal' as const,
  resend_unknown: 'on_absence' as const,
});
