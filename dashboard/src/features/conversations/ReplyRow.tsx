// A quick reply of a new answer: what it says, and where it leads. One that carries a payload of one's own is made in the editor.
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { LeadsTo } from './LeadsTo.tsx';

export interface Reply {
  title: string;
  payload: string;
}

export const NO_REPLY: Reply = { title: '', payload: '' };
/** The platform allows no more, and no longer titles (Quick Replies). */
export const REPLY_LIMITS = { replies: 13, title: 20 } as const;

/** Whether it can be sent. */
export const isWhole = ({ title, payload }: Reply): boolean => title.trim() !== '' && payload.trim() !== '';

interface ReplyRowProps {
  item: Reply;
  label: string;
  onChange: (changes: Partial<Reply>) => void;
}

/** What is missing is said once somebody has been there. */
export function ReplyRow({ item, label, onChange }: ReplyRowProps) {
  const [left, setLeft] = useState({ title: false, payload: false });
  return (
    <>
      <TextInput
        aria-label={`${label}: title`}
        placeholder="Opening hours"
        maxLength={REPLY_LIMITS.title}
        value={item.title}
        error={left.title && item.title.trim() === '' && 'Write its words, or remove it.'}
        onBlur={() => setLeft({ ...left, title: true })}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
      />
      <LeadsTo
        aria-label={`${label}: leads to`}
        value={item.payload}
        error={left.payload && item.payload === '' && 'Choose where it leads.'}
        onBlur={() => setLeft({ ...left, payload: true })}
        onChange={(payload) => onChange({ payload })}
      />
    </>
  );
}
