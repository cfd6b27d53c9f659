// Whom a look or a test is for, while it is being entered. Pure.
import type { Recipient } from '../../../api/types.ts';

export interface RecipientDraft {
  by: Recipient['by'];
  personId: string | null;
  personLabel: string | null;
  customerId: string;
  attribute: string;
  value: string;
  psid: string;
}

export const newRecipient = (by: Recipient['by']): RecipientDraft => ({
  by,
  personId: null,
  personLabel: null,
  customerId: '',
  attribute: '',
  value: '',
  psid: '',
});

/** null while something is still to be entered. */
export function toRecipient(draft: RecipientDraft): Recipient | null {
  switch (draft.by) {
    case 'any':
      return { by: 'any' };
    case 'person':
      return draft.personId === null ? null : { by: 'person', person_id: draft.personId };
    case 'customer_id':
      return draft.customerId.trim() === ''
        ? null
        : { by: 'customer_id', customer_id: draft.customerId.trim() };
    case 'attribute':
      return draft.attribute.trim() === '' || draft.value.trim() === ''
        ? null
        : { by: 'attribute', name: draft.attribute.trim(), value: draft.value.trim() };
    case 'psid':
      return /^\d{1,32}$/.test(draft.psid.trim()) ? { by: 'psid', psid: draft.psid.trim() } : null;
  }
}
