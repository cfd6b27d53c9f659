// How long a text is for the platform, as far as that is known before it has a reader. Pure.

const LIQUID = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;

export interface TextCount {
  /** Characters that everybody gets; UTF-16 units, as the service counts: an emoji is two or more. */
  fixed: number;
  /** Personalised parts make it longer, for each person differently. */
  varies: boolean;
}

export function countText(text: string): TextCount {
  const fixed = text.replace(LIQUID, '').length;
  return { fixed, varies: fixed !== text.length };
}

/** What is left of a limit, in words; `isOver` when everybody's text is too long already. */
export function countWords(text: string, max: number): { words: string; isOver: boolean } {
  const { fixed, varies } = countText(text);
  const left = max - fixed;
  if (left < 0) {
    const many = -left === 1 ? '1 character' : `${-left} characters`;
    return { words: `${many} too many: at most ${max}`, isOver: true };
  }
  const words = varies ? `${left} left, less the personalised part` : `${left} left`;
  return { words, isOver: false };
}
