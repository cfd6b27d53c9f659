// What a Page has at the platform that a message may name: uploaded media under our own ids, and utility templates by
// language. Pure; lane-kind.ts reads them.
import { isObject, type JsonObject } from '../messenger/lossless-json.ts';
import { mapJson } from '../messenger/map-json.ts';
import type { UtilityTemplateUse } from './message.contract.ts';

export interface PageAssets {
  /** From `med_12` to the attachment id that this Page may send now. */
  attachments: ReadonlyMap<string, string>;
  /** Media that are being uploaded anew just now. */
  renewing: ReadonlySet<string>;
  /** By `name/language`. */
  templates: ReadonlyMap<string, { status: string }>;
}

export const NO_ASSETS: PageAssets = { attachments: new Map(), renewing: new Set(), templates: new Map() };

const MEDIA_ID = /^med_\d{1,19}$/;

/** `used`: the attachment ids that were put in. */
type Placed = { ok: true; message: JsonObject; used: string[] } | { ok: false; lacks: string };

/** The message with our media ids replaced; a message without any comes back as it is. */
export function placeMedia(message: JsonObject, attachments: PageAssets['attachments']): Placed {
  let lacks: string | null = null;
  const used: string[] = [];
  const placed = mapJson(message, (value, name) => {
    if (name !== 'attachment_id' || typeof value !== 'string' || !MEDIA_ID.test(value)) return value;
    const id = attachments.get(value);
    if (id === undefined) lacks = value;
    else used.push(id);
    return id ?? value;
  });
  return lacks === null ? { ok: true, message: placed as JsonObject, used } : { ok: false, lacks };
}

const MISSING = 'media_missing:';

/** Whether a message fails only until a file of it is on the Page again. */
export const waitsForMedia = (reason: string, { renewing }: PageAssets): boolean =>
  reason.startsWith(MISSING) && renewing.has(reason.slice(MISSING.length));

/** The media of our library that a message names, whatever its shape. */
export function listMedia(message: unknown): string[] {
  if (Array.isArray(message)) return message.flatMap(listMedia);
  if (!isObject(message)) return [];
  return Object.entries(message).flatMap(([key, value]) =>
    key === 'attachment_id' && typeof value === 'string' && MEDIA_ID.test(value) ? [value] : listMedia(value),
  );
}

/**
 * The language to send a template in: the person's own (cs_CZ), else without its country (cs), else the template's default.
 * Only one that is approved is chosen, because each language of a template is approved apart.
 */
export function chooseLanguage(
  { name, language, language_attribute }: UtilityTemplateUse,
  attributes: Record<string, unknown>,
  templates: PageAssets['templates'],
): string {
  const wanted = language_attribute === null ? undefined : attributes[language_attribute];
  if (typeof wanted !== 'string') return language;
  const own = wanted.trim().replace('-', '_');
  const choices = [own, own.split('_', 1)[0] ?? own];
  return choices.find((one) => templates.get(`${name}/${one}`)?.status === 'APPROVED') ?? language;
}
