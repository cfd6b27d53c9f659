// Where a tap leads: to an automatic answer, to a human, or to a payload of one's own.
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answersQuery } from '../../api/conversations.ts';

interface LeadsToProps {
  label?: string;
  'aria-label'?: string;
  /** The payload. */
  value: string;
  onChange: (payload: string) => void;
  /** The field for a payload of one's own. */
  children: ReactNode;
}

const OWN = 'own';

/** Without any answer there is nothing to choose, and the payload's field stands alone. */
export function LeadsTo({ value, onChange, children, ...names }: LeadsToProps) {
  const answers = useQuery({ ...answersQuery(null), refetchInterval: false, staleTime: 30_000 });
  const { answers: all = [], human_payload: human } = answers.data ?? {};
  if (human === undefined || (all.length === 0 && value !== human)) return children;
  const chosen = value === human || all.some(({ payload }) => payload === value) ? value : OWN;
  return (
    <>
      <Select
        {...names}
        data={[
          { value: OWN, label: 'A payload of your own' },
          { value: human, label: 'A human: answers pause' },
          { group: 'An answer', items: all.map(({ payload, name }) => ({ value: payload, label: name })) },
        ]}
        value={chosen}
        allowDeselect={false}
        searchable={all.length > 8}
        onChange={(next) => next !== null && onChange(next === OWN ? '' : next)}
      />
      {chosen === OWN && children}
    </>
  );
}
