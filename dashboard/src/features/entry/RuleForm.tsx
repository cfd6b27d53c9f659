// What a comment rule says: which comments, on which posts, when, and the message. Knows neither create nor edit.
import { Button, Group, SimpleGrid, Stack, TagsInput, TextInput } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { asApiError } from '../../api/client.ts';
import type { CommentRule, RuleInput } from '../../api/entry.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { ReplyMessage } from './ReplyMessage.tsx';
import { RuleTrial } from './RuleTrial.tsx';
import { type RuleDraft, readMessage, toRuleInput } from './ruleDraft.ts';

interface RuleFormProps {
  initial: RuleDraft;
  isActive: boolean;
  verb: string;
  onSave: (input: RuleInput) => Promise<CommentRule>;
  onSaved: () => void;
}

const POST = /^(\d{1,32}(_\d{1,32})?)?$/;
const isPostWrong = ({ postId }: RuleDraft): boolean => !POST.test(postId.trim());

export function RuleForm({ initial, isActive, verb, onSave, onSaved }: RuleFormProps) {
  const [draft, setDraft] = useState(initial);
  const change = (part: Partial<RuleDraft>) => setDraft((before) => ({ ...before, ...part }));
  const saving = useMutation({ mutationFn: onSave, onSuccess: onSaved });
  const input = toRuleInput(draft, isActive);
  const refused = saving.error ? asApiError(saving.error) : null;
  const errorOf = (field: string) => (refused?.field?.startsWith(field) ? refused.message : undefined);
  const submit = (event: React.SubmitEvent) => {
    event.preventDefault();
    if (input !== null) saving.mutate(input);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {saving.error && <ErrorState error={saving.error} title="The rule was not saved" />}
        <TextInput
          label="Name"
          value={draft.name}
          maxLength={100}
          onChange={(event) => change({ name: event.currentTarget.value })}
          error={errorOf('name')}
          data-autofocus
        />
        <WhichComments {...{ draft, change, errorOf }} />
        <ReplyMessage draft={draft} onDraft={setDraft} />
        <RuleTrial keywords={draft.keywords} message={readMessage(draft)} />
        <Group justify="flex-end">
          <Button
            type="submit"
            loading={saving.isPending}
            disabled={draft.name.trim() === '' || input === null || isPostWrong(draft)}
          >
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface WhichCommentsProps {
  draft: RuleDraft;
  change: (part: Partial<RuleDraft>) => void;
  errorOf: (field: string) => string | undefined;
}

function WhichComments({ draft, change, errorOf }: WhichCommentsProps) {
  return (
    <>
      <TagsInput
        label="Words"
        description="One of them is enough; capitals and accents do not matter. Without words every comment is answered. Press Enter after each."
        value={draft.keywords}
        onChange={(keywords) => change({ keywords })}
        maxTags={50}
        splitChars={[',', ';']}
        clearable
        error={errorOf('keywords')}
      />
      <TextInput
        label="Post"
        description="The number of one post. Left empty: every post."
        inputMode="numeric"
        value={draft.postId}
        onChange={(event) => change({ postId: event.currentTarget.value })}
        error={
          isPostWrong(draft) ? 'Digits only, or the Page’s and the post’s with _ between' : errorOf('post_id')
        }
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <DateTimePicker
          label="From"
          placeholder="At once"
          value={draft.startsAt}
          onChange={(startsAt) => change({ startsAt })}
          clearable
        />
        <DateTimePicker
          label="Until"
          placeholder="For good"
          value={draft.endsAt}
          onChange={(endsAt) => change({ endsAt })}
          error={errorOf('ends_at')}
          clearable
        />
      </SimpleGrid>
    </>
  );
}
