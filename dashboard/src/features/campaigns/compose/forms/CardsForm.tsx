// Cards to leaf through: one to ten, each on a tab of its own.
import { Button, Group, Stack, Tabs, Text } from '@mantine/core';
import { useState } from 'react';
import { AddButton } from '../../../../ui/AddButton.tsx';
import { useDraftContext } from '../../editor/DraftContext.ts';
import { fieldId, hasError } from '../../editor/problems.ts';
import { Buttons } from '../Buttons.tsx';
import { ItemBar } from '../ItemBar.tsx';
import { asText, getAt } from '../json.ts';
import { LIMITS } from '../limits.ts';
import { MessageText } from '../MessageText.tsx';
import { PartError } from '../PartError.tsx';
import { useMessage } from '../useMessage.ts';
import classes from './CardsForm.module.css';

const PATH = 'attachment.payload.elements';

export function CardsForm() {
  const { list, set, field, problems } = useMessage();
  const cards = list(PATH);
  const [chosen, setCard] = useShownCard();
  const card = Math.min(chosen, Math.max(0, cards.length - 1));
  const change = (next: unknown[], at: number) => {
    set(PATH, next);
    setCard(at);
  };
  return (
    <Stack gap="sm" id={fieldId(field(PATH))} tabIndex={-1}>
      <Group justify="space-between">
        <Text size="sm" fw={500}>
          Cards{' '}
          <Text span size="sm" c="dimmed" className="numbers">
            {cards.length} of {LIMITS.cards}
          </Text>
        </Text>
        <AddButton
          isSmall
          disabled={cards.length >= LIMITS.cards}
          onClick={() => change([...cards, { title: '' }], cards.length)}
        >
          Add card
        </AddButton>
      </Group>
      <PartError path={PATH} />
      <Tabs value={`${card}`} onChange={(value) => value && setCard(Number(value))} variant="outline">
        <Tabs.List aria-label="Cards">
          {cards.map((one, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: cards have no identity but their place
            <Tabs.Tab key={index} value={`${index}`} className={classes['tab'] ?? ''}>
              {cardName(one, index)}
              {hasError(problems, field(`${PATH}.${index}`)) && (
                <span className={classes['bad']}> (to mend)</span>
              )}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {cards.length > 0 && (
          <Tabs.Panel value={`${card}`} pt="sm">
            <ItemBar
              title={`Card ${card + 1}`}
              items={cards}
              index={card}
              across
              max={LIMITS.cards}
              min={1}
              onChange={change}
            />
            {/* Another card is another form: nothing of the last one's cursor or menus stays. */}
            <Card key={card} path={`${PATH}.${card}`} />
          </Tabs.Panel>
        )}
      </Tabs>
    </Stack>
  );
}

/** The card in hand; a problem that leads to a card shows that one. */
function useShownCard(): [number, (card: number) => void] {
  const { shownField } = useDraftContext();
  const asked = shownCard(shownField);
  const [state, setState] = useState({ field: shownField, card: asked ?? 0 });
  if (state.field !== shownField) setState({ field: shownField, card: asked ?? state.card });
  return [state.card, (card) => setState({ field: shownField, card })];
}

function shownCard(field: string | undefined): number | null {
  const match = /\.elements\.(\d+)/.exec(field ?? '');
  return match ? Number(match[1]) : null;
}

const cardName = (card: unknown, index: number): string => {
  const title = (asText(getAt(card, 'title')) ?? '').replace(/\{\{[\s\S]*?\}\}/g, '…').trim();
  return title === '' ? `Card ${index + 1}` : `${index + 1}. ${title.slice(0, 14)}`;
};

function Card({ path }: { path: string }) {
  const { field } = useMessage();
  return (
    <Stack gap="sm" id={fieldId(field(path))} tabIndex={-1}>
      <MessageText path={`${path}.title`} label="Title" max={LIMITS.title} required />
      <MessageText path={`${path}.subtitle`} label="Second line" max={LIMITS.subtitle} />
      <MessageText
        path={`${path}.image_url`}
        label="Picture"
        placeholder="https://"
        inputMode="url"
        hint="Shown at 1.91 to 1; an animated one stands still."
      />
      <PartError path={path} />
      <CardLink path={`${path}.default_action`} />
      <Buttons path={`${path}.buttons`} />
    </Stack>
  );
}

function CardLink({ path }: { path: string }) {
  const { text, set, get } = useMessage();
  if (get(path) === undefined) {
    return (
      <Group>
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => set(path, { type: 'web_url', url: 'https://' })}
        >
          Open a page when the card is tapped
        </Button>
      </Group>
    );
  }
  return (
    <Stack gap={4}>
      <MessageText
        path={`${path}.url`}
        label="A tap on the card opens"
        max={LIMITS.url}
        inputMode="url"
        required
      />
      <Group>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => set(path, undefined)}>
          {text(`${path}.url`) === '' ? 'Leave it out' : 'Open nothing'}
        </Button>
      </Group>
    </Stack>
  );
}
