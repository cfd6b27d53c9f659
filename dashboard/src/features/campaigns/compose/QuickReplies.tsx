// Answers to tap under the message; they vanish with the next message.
import { Select, SimpleGrid, Text } from '@mantine/core';
import { asObject } from './json.ts';
import { LIMITS } from './limits.ts';
import { MessageList } from './MessageList.tsx';
import { MessageText } from './MessageText.tsx';
import { Payload } from './Payload.tsx';
import { withTitle } from './quickReply.ts';
import { useMessage } from './useMessage.ts';

const TYPES = [
  { value: 'text', label: 'Words' },
  { value: 'user_phone_number', label: 'Their phone number' },
  { value: 'user_email', label: 'Their e-mail address' },
];

export function QuickReplies() {
  return (
    <MessageList
      path="quick_replies"
      title="Quick replies"
      noun="Quick reply"
      max={LIMITS.quickReplies}
      empty={() => ({ content_type: 'text', title: '', payload: '' })}
    >
      {(path) => <QuickReply path={path} />}
    </MessageList>
  );
}

function QuickReply({ path }: { path: string }) {
  const { text, set, get } = useMessage();
  const type = text(`${path}.content_type`);
  const change = (next: string | null) =>
    next !== null &&
    set(path, next === 'text' ? { content_type: next, title: '', payload: '' } : { content_type: next });
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      <Select label="Offers" data={TYPES} value={type} allowDeselect={false} onChange={change} />
      {type === 'text' ? (
        <>
          <MessageText
            path={`${path}.title`}
            label="Words"
            max={LIMITS.quickReplyTitle}
            required={text(`${path}.image_url`) === ''}
            onChange={(title) => set(path, withTitle(asObject(get(path)), title))}
          />
          <Payload path={`${path}.payload`} />
          <MessageText
            path={`${path}.image_url`}
            label="Picture"
            placeholder="https://"
            inputMode="url"
            hint="Optional; at least 24 × 24 pixels."
          />
        </>
      ) : (
        <Text size="sm" c="dimmed" style={{ alignSelf: 'end' }}>
          Shown only to people whose profile has one; it is sent when they tap.
        </Text>
      )}
    </SimpleGrid>
  );
}
