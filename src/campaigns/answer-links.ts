// Buttons and quick replies that lead to an automatic answer, wherever they stand in a definition. Pure.

export interface AnswerLink {
  /** Where it stands: message.message.quick_replies.0.payload. */
  field: string;
  /** As in `cmp_7`. */
  campaignId: number;
}

const LEADS = /^talaria:cmp_([1-9]\d{0,14})$/;

/** In the order in which they stand; an answer that several buttons lead to comes several times. */
export function listAnswerLinks(value: unknown, field = ''): AnswerLink[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = field === '' ? key : `${field}.${key}`;
    const id = key === 'payload' && typeof inner === 'string' ? LEADS.exec(inner)?.[1] : undefined;
    return id === undefined ? listAnswerLinks(inner, at) : [{ field: at, campaignId: Number(id) }];
  });
}
