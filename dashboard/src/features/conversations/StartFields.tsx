// What starts an automatic answer: words, taps, Get Started, a wish for a human, or anything.
import { Checkbox, Select, Stack, TagsInput } from '@mantine/core';
import { useState } from 'react';
import type { ConversationStart } from '../../api/conversations.ts';
import { AddButton } from '../../ui/AddButton.tsx';
import { MATCHES } from './startWords.ts';

interface StartFieldsProps {
  start: ConversationStart;
  onChange: (start: ConversationStart) => void;
  /** The DOM id of a field, where problems lead to it. */
  idOf?: (field: keyof ConversationStart) => string;
  errorOf?: (field: keyof ConversationStart) => string | undefined;
}

export function StartFields({ start, onChange, idOf, errorOf }: StartFieldsProps) {
  const [hasPayloads, setHasPayloads] = useState(false);
  const set = (patch: Partial<ConversationStart>) => onChange({ ...start, ...patch });
  const at = (field: keyof ConversationStart) => ({
    ...(idOf && { id: idOf(field) }),
    error: errorOf?.(field),
  });
  return (
    <Stack>
      <TagsInput
        {...at('keywords')}
        label="Words"
        description="Enter after each. Upper and lower case and accents make no difference."
        placeholder={start.keywords.length === 0 ? 'opening hours' : ''}
        value={start.keywords}
        onChange={(keywords) => set({ keywords })}
        maxTags={100}
        splitChars={[',']}
        clearable
      />
      {start.keywords.length > 0 && (
        <Select
          {...at('match')}
          label="A word counts when it"
          data={MATCHES}
          value={start.match}
          allowDeselect={false}
          onChange={(match) => match && set({ match })}
        />
      )}
      <Checkbox
        {...at('get_started')}
        label="Get Started is tapped"
        description="The first thing a new person does. Its button is set under Pages → Messenger profile."
        checked={start.get_started}
        onChange={(event) => set({ get_started: event.currentTarget.checked })}
      />
      <Checkbox
        {...at('asked_human')}
        label="Somebody asks for a human"
        description="In their own words or by a button. Answers then pause for a day, or until you let them go on."
        checked={start.asked_human}
        onChange={(event) => set({ asked_human: event.currentTarget.checked })}
      />
      <Checkbox
        {...at('any_message')}
        label="Anything else is written"
        description="When no other answer is for it."
        checked={start.any_message}
        onChange={(event) => set({ any_message: event.currentTarget.checked })}
      />
      {hasPayloads || start.payloads.length > 0 ? (
        <TagsInput
          {...at('payloads')}
          label="Payloads"
          description="Of buttons, quick replies, ice breakers and menu items. Buttons of other answers need none: choose there where they lead."
          placeholder={start.payloads.length === 0 ? 'OPENING_HOURS' : ''}
          value={start.payloads}
          onChange={(payloads) => set({ payloads })}
          maxTags={50}
          splitChars={[',']}
          clearable
        />
      ) : (
        <div>
          <AddButton isQuiet onClick={() => setHasPayloads(true)}>
            A payload of your own
          </AddButton>
        </div>
      )}
    </Stack>
  );
}
