// What can be done to an attribute of everybody: another type, another name, gone.
import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { attributeQuery, removeAttribute } from '../../api/catalogue.ts';
import { catalogueQuery } from '../../api/people.ts';
import type { AttributeDetails } from '../../api/types.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { countPeople } from '../../ui/format.ts';
import { notifyFailed } from '../../ui/notify.ts';
import { Panel } from '../../ui/Panel.tsx';
import { RenameDialog } from './RenameDialog.tsx';
import { TypeDialog } from './TypeDialog.tsx';

/** The service itself reads these. */
const OWN = new Set(['ps_id', 'email']);

export function ChangesPanel({ attribute }: { attribute: AttributeDetails }) {
  const { name, people } = attribute;
  const [typing, type] = useDisclosure(false);
  const [renaming, rename] = useDisclosure(false);
  const queryClient = useQueryClient();
  const removing = useMutation({
    mutationFn: () => removeAttribute(name),
    onSuccess: async (after) => {
      queryClient.setQueryData(attributeQuery(name).queryKey, after);
      await queryClient.invalidateQueries({ queryKey: catalogueQuery.queryKey, exact: true });
    },
    onError: (error) => notifyFailed('The attribute was not deleted', error),
  });
  const remove = () =>
    confirmAction({
      title: `Delete “${name}”?`,
      body: `It goes with the value of about ${countPeople(people ?? 0)}. Whoever sends it again makes it anew. This cannot be undone.`,
      verb: 'Delete attribute',
      onConfirm: () => removing.mutate(),
    });
  if (OWN.has(name)) {
    return (
      <Panel title="Change">
        <Text size="sm" c="dimmed">
          Talaria itself works with {name}: its type and name stay.
        </Text>
      </Panel>
    );
  }
  return (
    <Panel
      title="Change"
      description="What comes from now on follows at once; what there is follows in the background."
    >
      <Group gap="sm">
        <Button variant="default" onClick={type.open}>
          Change type
        </Button>
        <Button variant="default" onClick={rename.open}>
          Rename
        </Button>
        <Button variant="default" loading={removing.isPending} onClick={remove}>
          Delete
        </Button>
      </Group>
      <TypeDialog attribute={attribute} isOpen={typing} onClose={type.close} />
      <RenameDialog attribute={attribute} isOpen={renaming} onClose={rename.close} />
    </Panel>
  );
}
