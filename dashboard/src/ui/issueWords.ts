// What is wrong with a field and what to do about it, as sentences beside the field. Pure.

export interface Issue {
  message: string;
  remedy?: string | undefined;
}

/** "must be at least 1" and "Enter 1 or more." → "must be at least 1. Enter 1 or more." */
export const issueWords = ({ message, remedy }: Issue): string =>
  remedy ? `${message}${/[.!?…]$/.test(message) ? '' : '.'} ${remedy}` : message;
