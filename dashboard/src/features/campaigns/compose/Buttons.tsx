// Buttons below a text, a card or a picture: at most three, each opening a page, answering, or calling.
import { Select, SimpleGrid, Text } from '@mantine/core';
import { fieldError, fieldId } from '../editor/problems.ts';
import { asObject, type Json } from './json.ts';
import { LIMITS } from './limits.ts';
import { MessageList } from './MessageList.tsx';
import { MessageText } from './MessageText.tsx';
import { Payload } from './Payload.tsx';
import { useMessage } from './useMessage.ts';

const TYPES = [
  { value: 'web_url', label: 'Opens a page' },
  { value: 'postback', label: 'Answers in the chat' },
  { value: 'phone_number', label: 'Calls a number' },
];

interface ButtonsProps {
  path: string;
  /** A text with buttons is none without one. */
  min?: number;
  /** A picture grid knows only these two. */
  withPhone?: boolean;
}

export function Buttons({ path, min = 0, withPhone = true }: ButtonsProps) {
  return (
    <MessageList
      path={path}
      title="Buttons"
      noun="Button"
      max={LIMITS.buttons}
      min={min}
      empty={() => ({ type: 'web_url', title: '', url: 'https://' })}
    >
      {(place) => <Button path={place} types={withPhone ? TYPES : TYPES.slice(0, 2)} />}
    </MessageList>
  );
}

function Button({ path, types }: { path: string; types: typeof TYPES }) {
  const { get, set, text, field, problems } = useMessage();
  const type = text(`${path}.type`);
  if (!types.some(({ value }) => value === type)) {
    return (
      <Text size="sm" c="dimmed">
        A button of type “{type}” is edited as JSON, in the tab Raw.
      </Text>
    );
  }
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      <MessageText path={`${path}.title`} label="Words" max={LIMITS.buttonTitle} required />
      <Select
        id={fieldId(field(`${path}.type`))}
        label="What it does"
        data={types}
        value={type}
        allowDeselect={false}
        error={fieldError(problems, field(`${path}.type`))}
        onChange={(next) => next && set(path, changeType(asObject(get(path)), next))}
      />
      <Target path={path} type={type} />
    </SimpleGrid>
  );
}

function Target({ path, type }: { path: string; type: string }) {
  if (type === 'postback') {
    return <Payload path={`${path}.payload`} />;
  }
  if (type === 'phone_number') {
    return (
      <MessageText
        path={`${path}.payload`}
        label="Number"
        placeholder="+15105551234"
        inputMode="tel"
        required
      />
    );
  }
  return (
    <>
      <MessageText path={`${path}.url`} label="Address" max={LIMITS.url} inputMode="url" required />
      <Height path={`${path}.webview_height_ratio`} />
    </>
  );
}

const HEIGHTS = [
  { value: 'full', label: 'The whole screen' },
  { value: 'tall', label: 'Most of the screen' },
  { value: 'compact', label: 'Half of the screen' },
];

function Height({ path }: { path: string }) {
  const { text, set } = useMessage();
  return (
    <Select
      label="The page takes"
      data={HEIGHTS}
      value={text(path) || 'full'}
      allowDeselect={false}
      onChange={(height) => set(path, height === 'full' ? undefined : height)}
    />
  );
}

/** The words stay; what the button leads to is another thing for each type. */
export function changeType(button: Json, type: string): Json {
  const title = button['title'] ?? '';
  if (type === 'web_url') return { type, title, url: 'https://' };
  return { type, title, payload: type === 'phone_number' ? '+' : '' };
}
