// Texts that can be stored as they are. PostgreSQL holds neither U+0000 nor half a surrogate pair.
import { z } from 'zod';

export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

export const NOT_STORABLE =
  'has a character that cannot be stored (U+0000, or half of an emoji): remove it and type it again';

/** A name somebody gives to a thing: trimmed, not empty, at most so many characters. */
export const nameText = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1, 'is missing')
    .max(maxLength, `must have at most ${maxLength} characters`)
    .refine(isStorable, NOT_STORABLE);
