// Where a tap leads: to an automatic answer, to a human, or to a payload of one's own.
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answersQuery, type ConversationAnswer } from '../../api/conversations.ts';

interface LeadsToProps {
  label?: string;
  'aria-label'?: string;
  /** The payload. */
  value: string;
  onChange: (payload: string) => void;
  onBlur?: () => void;
  error?: ReactNode;
  /** The field for a payload of one's own; left out: there is none to choose. */
  children?: ReactNode;
}

const OWN = 'own';

/** "Opening hours · Second shop · draft" */
const labelOf = ({ name, page_name, state }: ConversationAnswer, hasPages: boolean): string =>
  [name, hasPages && page_name, state !== 'active' && state].filter(Boolean).join(' · ');

/** Without any answer there is nothing to choose, and the payload's field stands alone. */
export function LeadsTo({ value, onChange, children, ...names }: LeadsToProps) {
  const answers = useQuery({ ...answersQuery(null), refetchInterval: false, staleTime: 30_000 });
  const { answers: all = [], human_payload: human } = answers.data ?? {};
  const hasOwn = children !== undefined;
  if (hasOwn && (human === undefined || (all.length === 0 && value !== human))) return children;
  const hasPages = new Set(all.map((answer) => answer.page_id)).size > 1;
  const chosen = value === human || all.some(({ payload }) => payload === value) ? value : OWN;
  return (
    <>
      <Select
        {...names}
        data={[
          ...(hasOwn ? [{ value: OWN, label: 'A payload of your own' }] : []),
          ...(human === undefined ? [] : [{ value: human, label: 'A human: answers pause' }]),
          {
            group: 'An answer',
            items: all.map((answer) => ({ value: answer.payload, label: labelOf(answer, hasPages) })),
          },
        ]}
        value={chosen === OWN && !hasOwn ? null : chosen}
        placeholder="Where it leads"
        allowDeselect={false}
        searchable={all.length > 8}
        onChange={(next) => next !== null && onChange(next === OWN ? '' : next)}
      />
      {chosen === OWN && children}
    </>
  );
}
