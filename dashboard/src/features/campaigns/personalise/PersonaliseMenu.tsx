// Puts into a text what differs from person to person, without a word of Liquid: what, then how it is written and what becomes of
// whoever has none.
import { ActionIcon, Button, Popover, Tooltip } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { useState } from 'react';
import { PlaceList } from './PlaceList.tsx';
import type { Place } from './places.ts';
import { WayForm } from './WayForm.tsx';

interface PersonaliseMenuProps {
  onInsert: (text: string) => void;
  /** Which field, for screen readers. */
  where: string;
  /** A button with its word, where there is room. */
  isWide?: boolean;
}

export function PersonaliseMenu({ onInsert, where, isWide = false }: PersonaliseMenuProps) {
  // What was put in leaves the cursor behind it; closed otherwise, the button has the focus again.
  const [state, setState] = useState<'closed' | 'open' | 'put_in'>('closed');
  const isOpen = state === 'open';
  const setOpen = (next: boolean) => setState(next ? 'open' : 'closed');
  const toggle = () => setOpen(!isOpen);
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      width={330}
      shadow="md"
      trapFocus
      returnFocus={state !== 'put_in'}
      middlewares={{ flip: true, shift: true, size: true }}
    >
      <Popover.Target>
        {isWide ? (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconBraces size={14} aria-hidden />}
            onClick={toggle}
          >
            Personalise
          </Button>
        ) : (
          <Tooltip label="Personalise" disabled={isOpen}>
            <ActionIcon aria-label={`Personalise ${where}`} onClick={toggle}>
              <IconBraces size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </Popover.Target>
      <Popover.Dropdown
        p="xs"
        // So high that it opens where there is room for the longest form, and does not shrink to what is left below.
        mih="min(22rem, 70dvh)"
        style={{ overflow: 'auto' }}
        aria-label="Personalise"
      >
        <Choice
          onInsert={(text) => {
            setState('put_in');
            onInsert(text);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Begins anew each time it opens. */
function Choice({ onInsert }: { onInsert: (text: string) => void }) {
  const [place, setPlace] = useState<Place | null>(null);
  return place === null ? (
    <PlaceList onPlace={setPlace} onText={onInsert} />
  ) : (
    <WayForm place={place} onBack={() => setPlace(null)} onInsert={onInsert} />
  );
}
