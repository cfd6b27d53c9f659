// One element of a carousel: of the generic template, and of an opt-in request (messenger-platform §4.3).
import { invalidParameter } from '../errors.ts';
import { checkButtons, checkDefaultAction } from './buttons.ts';
import { findString, getMediaUrl, getString, type Json } from './checks.ts';

export function checkElement(element: Json, path: string): void {
  getString(element['title'], `${path}[title]`, 80);
  findString(element['subtitle'], `${path}[subtitle]`, 80);
  if (element['image_url'] !== undefined) getMediaUrl(element['image_url'], `${path}[image_url]`);
  if (element['default_action'] !== undefined)
    checkDefaultAction(element['default_action'], `${path}[default_action]`);
  if (element['buttons'] !== undefined) checkButtons(element['buttons'], `${path}[buttons]`, 1);
  // "title plus at least one more"
  const more = ['subtitle', 'image_url', 'default_action', 'buttons'].some(
    (key) => element[key] !== undefined,
  );
  if (!more)
    throw invalidParameter(
      `Param ${path} must have a subtitle, image_url, default_action or buttons beside its title.`,
    );
}
