// On a customer's page: a link for just this person, by which their Messenger account becomes theirs here.
import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { linkChoicesQuery, makePersonalLink } from '../../api/entry.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { TextLink } from '../../ui/links.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { PersonalLinkView } from './PersonalLinks.tsx';

interface PersonalLinkPanelProps {
  customerId: string;
  /** Pages the customer is known on. */
  knownOn: string[];
}

export function PersonalLinkPanel({ customerId, knownOn }: PersonalLinkPanelProps) {
  const links = useQuery(linkChoicesQuery);
  const choices = links.data?.links ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const link = choices.find(({ id }) => id === chosen) ?? choices[0];
  const linkId = link?.id ?? null;
  const queryClient = useQueryClient();
  const making = useMutation({
    mutationFn: (id: string) => makePersonalLink(id, customerId),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['entry-links'] }),
  });
  return (
    <Panel
      title="Personal link"
      description="Send it to this customer. When they open it, their Messenger account is tied to them."
    >
      {links.error && <ErrorState error={links.error} onRetry={links.refetch} />}
      {links.data && linkId === null && (
        <Text size="sm" c="dimmed">
          Make an entry link first: open a <TextLink to="/pages">Page</TextLink> and its entry points.
        </Text>
      )}
      {linkId !== null && (
        <Stack gap="sm">
          <Group align="flex-end" gap="xs">
            <Select
              label="Entry link"
              data={choices.map((link) => ({ value: link.id, label: `${link.name} (${link.page_name})` }))}
              value={linkId}
              onChange={(value) => {
                setChosen(value);
                making.reset();
              }}
              allowDeselect={false}
              searchable={choices.length > 8}
              flex="1 1 12rem"
            />
            <Button variant="default" loading={making.isPending} onClick={() => making.mutate(linkId)}>
              Make link
            </Button>
          </Group>
          {link?.single_use && knownOn.includes(link.page_id) && (
            <Text size="sm" c="dimmed">
              This customer is known on {link.page_name} already. A link for one use ties no second account to
              them.
            </Text>
          )}
          {making.error && <ErrorState error={making.error} title="The link was not made" />}
          {making.data && <PersonalLinkView made={making.data} />}
        </Stack>
      )}
    </Panel>
  );
}
