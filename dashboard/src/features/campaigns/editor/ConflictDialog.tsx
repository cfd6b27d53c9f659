// Two operators changed the same field: both values beside each other, and a choice for each. Nothing is saved or lost before.
import { Button, Group, Modal, Radio, ScrollArea, SimpleGrid, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { EditConflict } from '../../../api/types.ts';
import { ChoiceCard } from '../../../ui/ChoiceCard.tsx';
import { Time } from '../../../ui/Time.tsx';
import { fieldWords } from './fieldWords.ts';
import type { Decisions } from './useSaving.ts';
import { valueWords } from './valueWords.ts';

interface ConflictDialogProps {
  conflict: EditConflict;
  isOpen: boolean;
  isSaving: boolean;
  onClose: () => void;
  onDecide: (decisions: Decisions) => void;
}

type Take = Decisions[number]['take'];

export function ConflictDialog({ conflict, isOpen, isSaving, onClose, onDecide }: ConflictDialogProps) {
  const [chosen, setChosen] = useState<Record<string, Take>>({});
  const { fields } = conflict;
  const all = (take: Take) => setChosen(Object.fromEntries(fields.map(({ field }) => [field, take])));
  const decisions = fields.flatMap(({ field }) => {
    const take = chosen[field];
    return take ? [{ field, take }] : [];
  });
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title="You both changed this"
      size="lg"
      scrollAreaComponent={ScrollArea.Autosize}
    >
      <Stack>
        <Text size="sm">
          Everything else is merged. Choose what it is to be; until then nothing of it is saved, and nothing
          is lost.
        </Text>
        {fields.length > 1 && (
          <Group gap="xs">
            <Button size="xs" variant="default" onClick={() => all('yours')}>
              Keep all of mine
            </Button>
            <Button size="xs" variant="default" onClick={() => all('theirs')}>
              Take all of theirs
            </Button>
          </Group>
        )}
        {fields.map((one) => (
          <FieldChoice
            key={one.field}
            of={one}
            value={chosen[one.field] ?? null}
            onChange={(take) => setChosen((before) => ({ ...before, [one.field]: take }))}
          />
        ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Decide later
          </Button>
          <Button
            loading={isSaving}
            disabled={decisions.length < fields.length}
            onClick={() => onDecide(decisions)}
          >
            Save this
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface FieldChoiceProps {
  of: EditConflict['fields'][number];
  value: Take | null;
  onChange: (take: Take) => void;
}

function FieldChoice({ of, value, onChange }: FieldChoiceProps) {
  const name = fieldWords(of.field) || 'Message';
  return (
    <Radio.Group
      label={name}
      description={
        <>
          Changed by {of.by ?? 'somebody else'}
          {of.at && (
            <>
              {' '}
              <Time at={of.at} />
            </>
          )}
        </>
      }
      value={value}
      onChange={(take) => onChange(take as Take)}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt={6}>
        <ChoiceCard value="yours" title="Keep mine" text={valueWords(of.yours)} />
        <ChoiceCard value="theirs" title="Take theirs" text={valueWords(of.theirs)} />
      </SimpleGrid>
    </Radio.Group>
  );
}
