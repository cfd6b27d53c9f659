// Answers to what the Page sent: feedback, forms, orders, coupons, thumbs; and the thread passing to another app.
import { exactNumber, present } from '../webhooks/payloads.ts';
import { DAY_MS } from '../world/clock.ts';
import { findLastFromPage } from '../world/threads.ts';
import type { ActOf } from './act.contract.ts';
import { ActError, emit, findTemplate, type Performed, type Scene } from './scene.ts';

interface Question {
  id: string;
  type: string;
  follow_up?: { type?: string };
}

/** Answers the question of a customer feedback template. */
export function feedback(scene: Scene, act: ActOf<'feedback'>): Performed {
  const found = findTemplate(scene.person, 'customer_feedback', act.mid);
  if (!found) throw new ActError('the Page sent no customer feedback template', 'mid');
  const screens = (found.payload['feedback_screens'] ?? []) as { questions?: Question[] }[];
  const feedback_screens = screens.map(({ questions = [] }, screen_id) => ({
    screen_id,
    questions: Object.fromEntries(
      questions.map(({ id, type, follow_up }) => [
        id,
        present({
          type,
          payload: act.answer,
          follow_up:
            act.follow_up === undefined
              ? undefined
              : { type: follow_up?.type ?? 'free_form', payload: act.follow_up },
        }),
      ]),
    ),
  }));
  return emit(scene, 'messaging_feedback', { messaging_feedback: { feedback_screens } });
}

/** The thumbs under a message, which appear once the app subscribes to the field. */
export function responseFeedback(scene: Scene, act: ActOf<'response_feedback'>): Performed {
  const mid = act.mid ?? findLastFromPage(scene.person)?.mid;
  if (mid === undefined) throw new ActError('the Page sent nothing to judge', 'mid');
  return emit(scene, 'response_feedback', { response_feedback: { feedback: act.feedback, mid } });
}

export function customerInformation(scene: Scene, act: ActOf<'customer_information'>): Performed {
  return emit(scene, 'messaging_customer_information', {
    messaging_customer_information: { screens: act.screens },
  });
}

export function leadForm(scene: Scene, act: ActOf<'lead_form'>): Performed {
  const sent = findTemplate(scene.person, 'instant_form')?.payload['form_id'];
  const id = act.form_id ?? (sent === undefined ? undefined : String(sent));
  if (id === undefined) throw new ActError('the Page sent no form', 'form_id');
  return emit(scene, 'messaging_in_thread_lead_form_submit', { form: { id } });
}

const EXAMPLE_PRODUCT = {
  id: 123,
  retailer_id: 'SKU1',
  name: 'A product',
  unit_price: 11,
  currency: 'USD',
  quantity: 1,
};

export function order(scene: Scene, act: ActOf<'order'>): Performed {
  const products = act.products ?? [EXAMPLE_PRODUCT];
  return emit(scene, 'send_cart', { order: present({ products, note: act.note }) });
}

/** Reveals the code of a coupon. Comes under `messages`: the guide asks for no other subscription. */
export function coupon(scene: Scene, act: ActOf<'coupon'>): Performed {
  const found = findTemplate(scene.person, 'coupon', act.mid);
  if (!found) throw new ActError('the Page sent no coupon', 'mid');
  const { payload, coupon_code } = found.payload;
  return emit(scene, 'messages', { template: present({ type: 'coupon', payload, coupon_code }) });
}

/** How long an app keeps a thread that nobody writes in (messenger-platform §8.5). */
const CONTROL_MS = DAY_MS;

/** Another app passes the thread on, takes it, asks for it; or the roles of the apps change. */
export function handover(scene: Scene, act: ActOf<'handover'>): Performed {
  const { world, page, person } = scene;
  const { metadata } = act;
  const app_id = act.app_id ?? page.app.id;
  if (act.kind === 'app_roles')
    return emit(scene, 'messaging_handovers', { app_roles: { [app_id]: act.roles } });
  if (act.kind === 'request')
    return emit(scene, 'messaging_handovers', {
      request_thread_control: present({ requested_owner_app_id: exactNumber(app_id), metadata }),
    });
  const now = world.clock.now();
  const previous = world.items.find('control', person.psid);
  world.items.put({
    kind: 'control',
    id: person.psid,
    pageId: page.id,
    appId: app_id,
    expiresAt: now + CONTROL_MS,
  });
  const body = present({
    previous_owner_app_id: previous && previous.expiresAt > now ? previous.appId : null,
    new_owner_app_id: app_id,
    metadata,
  });
  return emit(scene, 'messaging_handovers', { [`${act.kind}_thread_control`]: body });
}
