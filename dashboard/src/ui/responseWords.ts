// What a person did with a message, in a word: in reports and on timelines.
import type { DeliveryResponse } from '../api/types.ts';

export const RESPONSE_WORDS: Record<DeliveryResponse['kind'], string> = {
  reaction: 'reacted',
  reply: 'replied',
  quick_reply: 'tapped a quick reply',
  postback: 'tapped a button',
  click: 'followed a link',
};

export const responseWord = (kind: string): string =>
  (RESPONSE_WORDS as Record<string, string | undefined>)[kind] ?? kind.replaceAll('_', ' ');
