// The review of utility templates: how it decides, and deciding by hand.
import { api } from './api.js';
import { h } from './dom.js';
import { choice, doing, labelled, plural, row, section } from './panel-parts.js';

const REVIEWS = [
  ['instant', 'at once'],
  ['delayed', 'after half a minute'],
  ['manual', 'by hand, here'],
];
const REASONS = ['TAG_SHOULD_BE_MARKETING', 'INCORRECT_PARAMS', 'PARAMS_TO_WORD_RATIO_EXCEED_LIMIT'];
/** More than fit are reached through the API. */
const SHOWN_LIMIT = 50;

export function templatesSection({ tell }) {
  let id = null;
  let drawn = '';
  const list = h('ul', { class: 'templates' });
  const review = choice(REVIEWS, (template_review) => api.changeSettings({ platform: { template_review } }), {
    tell,
  });
  const { element, summarize } = section('Templates', {}, labelled('Reviewed', review.select), list);
  const decide = async (template, status, reason) => {
    await api.happen(id, { type: 'template', template_id: template.id, status, reason });
    await refresh({ id });
  };
  const item = (template) => {
    const reason = h(
      'select',
      { 'aria-label': `Why ${template.name} is rejected` },
      REASONS.map((code) => h('option', { value: code }, code.toLowerCase().replaceAll('_', ' '))),
    );
    const approve = doing('Approve', () => decide(template, 'APPROVED'), { tell });
    const reject = doing('Reject', () => decide(template, 'REJECTED', reason.value), { tell });
    const pause = doing('Pause', () => decide(template, 'PAUSED'), { tell });
    const waiting = template.status === 'PENDING' || template.status === 'IN_APPEAL';
    return h(
      'li',
      {},
      h('strong', {}, template.name),
      h(
        'span',
        { class: `status ${template.status.toLowerCase()}` },
        `${template.language} · ${statusOf(template)}`,
      ),
      template.body ? h('p', { class: 'hint' }, template.body) : null,
      waiting ? [row(approve), row(reason, reject)] : null,
      template.status === 'APPROVED' ? row(pause) : null,
      !waiting && template.status !== 'APPROVED' ? row(approve) : null,
    );
  };
  async function refresh(page) {
    id = page.id;
    const [templates, { platform }] = await Promise.all([api.templates(page.id), api.settings()]);
    review.show(platform.template_review);
    const pending = templates.filter(({ status }) => status === 'PENDING').length;
    summarize(pending > 0 ? `${pending} to review` : templates.length > 0 ? String(templates.length) : '');
    const signature = JSON.stringify(templates);
    if (signature === drawn) return;
    drawn = signature;
    const more = templates.length - SHOWN_LIMIT;
    const items = templates.slice(0, SHOWN_LIMIT).map(item);
    if (items.length === 0) items.push(h('li', { class: 'hint' }, 'The Page has no utility templates yet.'));
    if (more > 0) items.push(h('li', { class: 'hint' }, `… and ${plural(more, 'more', 'more')}`));
    list.replaceChildren(...items);
  }
  return { element, refresh };
}

function statusOf({ status, rejected_reason }) {
  const words = status.toLowerCase().replaceAll('_', ' ');
  return rejected_reason ? `${words}: ${rejected_reason.toLowerCase().replaceAll('_', ' ')}` : words;
}
