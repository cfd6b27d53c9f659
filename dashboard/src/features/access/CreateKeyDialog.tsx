// Makes an API key and shows its secret: this once, never again.
import { Alert, Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createKey, keysQuery } from '../../api/access.ts';
import type { ApiKey } from '../../api/types.ts';
import { ChoiceCard } from '../../ui/ChoiceCard.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';

export function CreateKeyDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [permission, setPermission] = useState<ApiKey['permission']>('send');
  const creating = useMutation({
    mutationFn: createKey,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
  const close = () => {
    onClose();
    setName('');
    setPermission('send');
    creating.reset();
  };
  const submit = (event: React.SubmitEvent) => {
    event.preventDefault();
    creating.mutate({ name: name.trim(), permission });
  };
  return (
    // With the secret on screen a stray click must not close it.
    <Modal opened={isOpen} onClose={close} title="Create an API key" closeOnClickOutside={!creating.data}>
      {creating.data ? (
        <Stack>
          <CopyField label="Secret" value={creating.data.secret} />
          <Alert color="yellow" icon={<IconEyeOff size={18} />}>
            Copy it now. Talaria keeps only a fingerprint and cannot show it again.
          </Alert>
          <Group justify="flex-end">
            <Button onClick={close}>I have copied it</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            {creating.error && <ErrorState error={creating.error} title="The key was not made" />}
            <TextInput
              label="Name"
              description="What will use it, such as “Web shop”."
              value={name}
              maxLength={100}
              onChange={(event) => setName(event.currentTarget.value)}
              data-autofocus
            />
            <Radio.Group
              label="Where it will be"
              value={permission}
              onChange={(value) => setPermission(value as ApiKey['permission'])}
            >
              <Stack gap="xs" mt={6}>
                <ChoiceCard
                  value="send"
                  title="On a server"
                  text="Everything programs do: customers, events, campaigns, exports. Keep it secret."
                />
                <ChoiceCard
                  value="track"
                  title="In a website or an app"
                  text="Only says what people do, through Segment’s libraries. Visitors can read it there, so what it brings starts no message unless a campaign allows it."
                />
              </Stack>
            </Radio.Group>
            <Group justify="flex-end">
              <Button type="submit" loading={creating.isPending} disabled={name.trim() === ''}>
                Create key
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
