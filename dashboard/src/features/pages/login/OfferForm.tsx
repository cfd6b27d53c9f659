// The Pages a login brought, to tick. One that cannot be connected says why and how to mend it.
import { Alert, Box, Button, Card, Checkbox, Group, ScrollArea, Stack, Text } from '@mantine/core';
import { IconBrandMessenger, IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { choosePages } from '../../../api/page-login.ts';
import type { ChosenPage, OfferedPage, PageLogin } from '../../../api/types.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { formatClock } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { ContinueButton } from './ContinueButton.tsx';

/** As many as the service connects at once. */
const MOST_AT_ONCE = 25;

interface OfferFormProps {
  offer: PageLogin;
  onChosen: (pages: ChosenPage[]) => void;
}

export function OfferForm({ offer, onChosen }: OfferFormProps) {
  const queryClient = useQueryClient();
  const usable = offer.pages.filter((page) => page.problem === null);
  const [ticked, setTicked] = useState(() => new Set(usable.length === 1 ? [usable[0]!.id] : []));
  const connecting = useMutation({
    mutationFn: () => choosePages(offer.login_id, [...ticked]),
    onSuccess: async ({ pages }) => {
      await queryClient.invalidateQueries({ queryKey: ['pages'] });
      onChosen(pages);
    },
  });
  const toggle = (id: string) =>
    setTicked((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  const all = usable.slice(0, MOST_AT_ONCE).map((page) => page.id);
  return (
    <Stack gap="lg">
      <Notes notes={offer.notes} />
      {connecting.error && <ErrorState error={connecting.error} title="Nothing was connected" />}
      {offer.pages.length === 0 ? (
        <Card>
          <EmptyState
            icon={<IconBrandMessenger size={26} />}
            title="The login brought no Page"
            action={<ContinueButton>Log in again</ContinueButton>}
          />
        </Card>
      ) : (
        <Panel
          title="Your Pages"
          description={`They wait for your choice until ${formatClock(offer.expires_at)}. Pages that are not chosen are forgotten.`}
          actions={
            all.length > 1 && (
              <Button
                variant="default"
                onClick={() => setTicked(new Set(ticked.size === all.length ? [] : all))}
              >
                {ticked.size === all.length ? 'Tick none' : 'Tick all'}
              </Button>
            )
          }
        >
          <ScrollArea.Autosize mah="60vh" type="auto">
            <Stack component="ul" gap="md" m={0} p={0} style={{ listStyle: 'none' }}>
              {offer.pages.map((page) => (
                <li key={page.id}>
                  <PageRow page={page} isTicked={ticked.has(page.id)} onToggle={() => toggle(page.id)} />
                </li>
              ))}
            </Stack>
          </ScrollArea.Autosize>
          <Group justify="space-between" mt="lg">
            <Text size="sm" c={ticked.size > MOST_AT_ONCE ? 'red' : 'dimmed'} role="status">
              {ticked.size > MOST_AT_ONCE ? `At most ${MOST_AT_ONCE} at once` : `${ticked.size} ticked`}
            </Text>
            <Button
              loading={connecting.isPending}
              disabled={ticked.size === 0 || ticked.size > MOST_AT_ONCE}
              onClick={() => connecting.mutate()}
            >
              Connect and check
            </Button>
          </Group>
        </Panel>
      )}
    </Stack>
  );
}

function PageRow({
  page,
  isTicked,
  onToggle,
}: {
  page: OfferedPage;
  isTicked: boolean;
  onToggle: () => void;
}) {
  return (
    <Box>
      <Checkbox
        checked={isTicked}
        onChange={onToggle}
        disabled={page.problem !== null}
        label={page.name}
        description={[page.id, page.category, page.connected ? 'connected already, gets the new token' : null]
          .filter(Boolean)
          .join(' · ')}
      />
      {page.problem !== null && (
        <Text size="sm" ml={32} mt={4}>
          {page.problem} {page.remedy}
        </Text>
      )}
    </Box>
  );
}

function Notes({ notes }: { notes: PageLogin['notes'] }) {
  return notes.map((note) => (
    <Alert key={note.title} color="yellow" icon={<IconInfoCircle size={18} />} title={note.title}>
      <Text size="sm">{note.remedy}</Text>
    </Alert>
  ));
}
