// The review of a utility template: what it would be rejected for, when it is decided (at once, later, by a person), and the
// event that tells of it. (messenger-platform §5.4; the rejection codes are the documented three)
import type { Publication } from '../../webhooks/door.ts';
import type { TemplateStatus, UtilityTemplate } from '../../world/item.contract.ts';
import type { World } from '../../world/world.ts';
import { findComponent, type ParameterFormat, placeholdersOf } from './components.ts';

const REJECTION_CODES = [
  'INCORRECT_PARAMS',
  'PARAMS_TO_WORD_RATIO_EXCEED_LIMIT',
  'TAG_SHOULD_BE_MARKETING',
] as const;
type RejectionCode = (typeof REJECTION_CODES)[number];

/** How many words a text needs for each placeholder; the platform's own ratio is not published. */
const WORDS_PER_PLACEHOLDER = 2;
const PROMOTION =
  /\b(sale|discount|% off|special offer|promo(tion|tional)?|coupon|buy now|shop now|limited time|free gift|best price|deal)\b/i;

/** Why a template would be rejected; null when nothing speaks against it. */
function findRejection(
  components: readonly Record<string, unknown>[],
  format: ParameterFormat,
): RejectionCode | null {
  const texts = (['HEADER', 'BODY'] as const).flatMap((type) => {
    const text = findComponent(components, type)?.['text'];
    return typeof text === 'string' ? [{ type, text }] : [];
  });
  if (texts.some(({ type, text }) => hasWrongPlaceholders(type, text, format))) return 'INCORRECT_PARAMS';
  const body = texts.find(({ type }) => type === 'BODY')?.text ?? '';
  const placeholders = placeholdersOf(body).length;
  const words = body.replace(/\{\{[^{}]*\}\}/g, ' ').match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  if (placeholders > 0 && words < placeholders * WORDS_PER_PLACEHOLDER)
    return 'PARAMS_TO_WORD_RATIO_EXCEED_LIMIT';
  return texts.some(({ text }) => PROMOTION.test(text)) ? 'TAG_SHOULD_BE_MARKETING' : null;
}

/** "Placeholders must be sequential, not first or last in the text, free of # $ %." */
function hasWrongPlaceholders(type: 'HEADER' | 'BODY', text: string, format: ParameterFormat): boolean {
  const names = placeholdersOf(text);
  if (names.some((name) => /[#$%]/.test(name) || name === '')) return true;
  const trimmed = text.trim();
  if (type === 'BODY' && names.length > 0 && (trimmed.startsWith('{{') || trimmed.endsWith('}}')))
    return true;
  if (format === 'NAMED') return names.some((name) => !/^[a-z][a-z0-9_]*$/.test(name));
  return [...new Set(names)].some((name, index) => name !== String(index + 1));
}

/** Begins the review of a new template, as the settings say. Its status is then the answer of the creation. */
export function beginReview(world: World, template: UtilityTemplate): void {
  const { template_review: mode, template_review_seconds: seconds } = world.settings.platform;
  if (mode === 'instant') {
    decide(world, template);
    return;
  }
  template.reviewAt = mode === 'delayed' ? world.clock.now() + seconds * 1000 : null;
  world.items.put(template);
  scheduleReview(world, template);
}

/** Lets a planned review happen when it is due; also after a restart. */
export function scheduleReview(world: World, template: UtilityTemplate): void {
  if (template.status !== 'PENDING' || template.reviewAt === null) return;
  world.scheduler.after(Math.max(0, template.reviewAt - world.clock.now()), () => {
    const still = world.items.find('template', template.id);
    if (still?.status === 'PENDING') decide(world, still);
  });
}

function decide(world: World, template: UtilityTemplate): void {
  const chance = world.random.chance(world.settings.platform.template_rejection_probability);
  const reason =
    findRejection(template.components, template.parameterFormat) ??
    (chance ? world.random.pick(REJECTION_CODES) : null);
  changeStatus(world, template, { status: reason === null ? 'APPROVED' : 'REJECTED', reason });
}

/** Gives the template a status and tells the app. Also for what a person decides at the controls. */
export function changeStatus(
  world: World,
  template: UtilityTemplate,
  { status, reason }: { status: TemplateStatus; reason: string | null },
): Publication | 'none' {
  template.status = status;
  template.rejectedReason = reason;
  template.reviewAt = null;
  template.updatedAt = world.clock.now();
  world.items.put(template);
  const page = world.pages.get(template.pageId);
  if (!page) return 'none';
  // The Messenger payload is not published; this is the one of WhatsApp's twin.
  const event = {
    event: status,
    message_template_id: template.id,
    message_template_name: template.name,
    message_template_language: template.language,
    ...(reason === null ? {} : { reason }),
  };
  return world.outbox.publish({ page, field: 'message_template_status_update', person: null, event });
}
