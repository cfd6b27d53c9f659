// Two to six pictures side by side, each of which may lead somewhere.
import { Checkbox, Select, Stack } from '@mantine/core';
import { Buttons } from '../Buttons.tsx';
import { asObject } from '../json.ts';
import { LIMITS } from '../limits.ts';
import { MessageList } from '../MessageList.tsx';
import { MessageText } from '../MessageText.tsx';
import { useMessage } from '../useMessage.ts';

const PATH = 'attachment.payload.elements.0';

export const GridForm = () => (
  <>
    <MessageText path={`${PATH}.title`} label="Title" max={LIMITS.gridTitle} />
    <MessageText path={`${PATH}.subtitle`} label="Second line" max={LIMITS.subtitle} />
    <MessageList
      path={`${PATH}.images`}
      title="Pictures"
      noun="Picture"
      max={LIMITS.gridImages}
      min={2}
      empty={() => ({ url: 'https://' })}
    >
      {(path, index) => <GridImage path={path} index={index} />}
    </MessageList>
    <Buttons path={`${PATH}.buttons`} withPhone={false} />
  </>
);

function GridImage({ path, index }: { path: string; index: number }) {
  const { get, list, set } = useMessage();
  const isHero = get(`${path}.is_hero_image`) === true;
  // One picture at most is the large one.
  const setHero = (checked: boolean) =>
    set(
      `${PATH}.images`,
      list(`${PATH}.images`).map((image, at) => {
        const { is_hero_image: _hero, ...others } = asObject(image);
        return checked && at === index ? { ...others, is_hero_image: true } : others;
      }),
    );
  return (
    <Stack gap="xs">
      <MessageText path={`${path}.url`} label="Address" max={LIMITS.url} inputMode="url" required />
      <Checkbox
        size="xs"
        label="The large one"
        checked={isHero}
        onChange={(event) => setHero(event.currentTarget.checked)}
      />
      <GridAction path={`${path}.action`} />
    </Stack>
  );
}

const ACTIONS = [
  { value: 'none', label: 'Nothing' },
  { value: 'web_url', label: 'Opens a page' },
  { value: 'postback', label: 'Answers in the chat' },
];
const NEW_ACTIONS: Record<string, object | undefined> = {
  web_url: { type: 'web_url', url: 'https://' },
  postback: { type: 'postback', text: '', payload: '' },
};

function GridAction({ path }: { path: string }) {
  const { text, set } = useMessage();
  const type = text(`${path}.type`) || 'none';
  return (
    <>
      <Select
        label="A tap on it"
        data={ACTIONS}
        value={type}
        allowDeselect={false}
        onChange={(next) => next && set(path, NEW_ACTIONS[next])}
      />
      {type === 'web_url' && (
        <MessageText path={`${path}.url`} label="Page" max={LIMITS.url} inputMode="url" required />
      )}
      {type === 'postback' && (
        <>
          <MessageText path={`${path}.text`} label="What they say by it" max={LIMITS.payload} required />
          <MessageText path={`${path}.payload`} label="Payload" max={LIMITS.payload} required />
        </>
      )}
    </>
  );
}
