// Says that two profiles are one person: who the other one is, and which of two customers remains.
import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { personQuery } from '../../api/people.ts';
import { mergePerson } from '../../api/privacy.ts';
import type { Person } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { PersonSelect } from '../../ui/PersonSelect.tsx';
import { nameOf } from './nameOf.ts';

interface MergeDialogProps {
  person: Person;
  isOpen: boolean;
  onClose: () => void;
}

export function MergeDialog({ person, isOpen, onClose }: MergeDialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={`Merge ${nameOf(person)} with…`}>
      <MergeForm person={person} onClose={onClose} />
    </Modal>
  );
}

function MergeForm({ person, onClose }: Omit<MergeDialogProps, 'isOpen'>) {
  const [chosen, setChosen] = useState<{ id: string; label: string | null } | null>(null);
  const [remainsId, setRemainsId] = useState<string | null>(null);
  const other = useQuery({ ...personQuery(chosen?.id ?? ''), enabled: chosen !== null });
  const parties = other.data && chosen ? [person, other.data] : [];
  const customers = parties.filter((party) => party.customer_id !== null);
  const remains = customers.find((party) => party.id === remainsId) ?? customers[0];
  const goes = parties.find((party) => party.id !== remains?.id);
  const merging = useMerging(onClose);
  const problem = findProblem(person, parties, customers);
  return (
    <Stack>
      {merging.error && <ErrorState error={merging.error} title="They were not merged" />}
      {other.error && <ErrorState error={other.error} onRetry={other.refetch} />}
      <PersonSelect
        personId={chosen?.id ?? null}
        personLabel={chosen?.label ?? null}
        onChange={(id, label) => setChosen(id === null ? null : { id, label })}
      />
      {problem && (
        <Text size="sm" role="alert">
          {problem}
        </Text>
      )}
      {!problem && customers.length === 2 && (
        <Radio.Group label="Who remains" value={remains?.id ?? null} onChange={setRemainsId}>
          <Stack gap="xs" mt={6}>
            {customers.map((party) => (
              <Radio
                key={party.id}
                value={party.id}
                label={`${nameOf(party)} (customer ID ${party.customer_id})`}
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {!problem && remains && goes && (
        <Text size="sm">
          Everything of {nameOf(goes)} goes to {nameOf(remains)}. Where both have an attribute, the value of{' '}
          {nameOf(remains)} stays. It can be undone for 30 days.
        </Text>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          disabled={problem !== null || !remains || !goes}
          loading={merging.isPending}
          onClick={() => remains && goes && merging.mutate({ goes: goes.id, remains: remains.id })}
        >
          Merge
        </Button>
      </Group>
    </Stack>
  );
}

function findProblem(person: Person, parties: Person[], customers: Person[]): string | null {
  if (parties.length === 0) return null;
  if (parties.every((party) => party.id === person.id)) return 'This is the same person. Choose another one.';
  return customers.length === 0
    ? 'Both are anonymous. Choose a customer, or give one of them a customer ID first.'
    : null;
}

function useMerging(onClose: () => void) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: ({ goes, remains }: { goes: string; remains: string }) => mergePerson(goes, remains),
    onSuccess: async ({ id }) => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['people'] });
      await navigate({ to: '/people/$personId', params: { personId: id } });
      notifyDone('They are one person now.');
    },
  });
}
