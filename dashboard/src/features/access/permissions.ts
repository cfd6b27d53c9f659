// What an operator may do, in words. From least to most; each includes those before it. Data only.
import type { Operator } from '../../api/types.ts';

interface PermissionWords {
  value: Operator['permission'];
  title: string;
  text: string;
}

export const PERMISSIONS: readonly PermissionWords[] = [
  { value: 'view', title: 'Look', text: 'Sees campaigns, people and reports, and changes nothing.' },
  { value: 'edit', title: 'Prepare', text: 'Makes drafts, segments and lists. Publishes nothing.' },
  {
    value: 'send',
    title: 'Send',
    text: 'Publishes, pauses and stops campaigns, and approves those of others.',
  },
  { value: 'own', title: 'Own', text: 'Everything: operators, API keys, Pages and sensitive values too.' },
];
