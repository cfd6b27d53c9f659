// What a published campaign says and by which ways, as it was published: its places still open.
import { Collapse, SimpleGrid, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Campaign, RouteStep } from '../../api/types.ts';
import { CodeBlock } from '../../ui/CodeBlock.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { mapTexts } from './compose/json.ts';
import { withPlaces } from './personalise/personalise.ts';
import { PhonePreview } from './preview/PhonePreview.tsx';
import { stepTitle } from './routes/routes.ts';

export function MessagePanel({ campaign }: { campaign: Campaign }) {
  // Whoever approves decides about it.
  const [isOpen, { toggle }] = useDisclosure(campaign.approval !== null);
  const { message, routes } = campaign.definition;
  return (
    <Panel
      title="The message"
      description={campaign.destination.explanation}
      actions={
        <UnstyledButton fz="sm" c="var(--mantine-color-anchor)" aria-expanded={isOpen} onClick={toggle}>
          {isOpen ? 'Hide the message' : 'Show the message'}
        </UnstyledButton>
      }
    >
      <Collapse expanded={isOpen}>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          {message && (
            <PhonePreview
              message={mapTexts(message.message, withPlaces)}
              head={campaign.destination.page_name ?? undefined}
              pageId={campaign.destination.page_id}
            />
          )}
          <Stack>
            <Ways routes={routes} />
            {message && <CodeBlock label="Message as JSON" text={JSON.stringify(message.message, null, 2)} />}
          </Stack>
        </SimpleGrid>
      </Collapse>
    </Panel>
  );
}

function Ways({ routes }: { routes: RouteStep[] }) {
  return (
    <div>
      <Text size="sm" fw={550}>
        Ways to each person
      </Text>
      <ol style={{ margin: '4px 0 0', paddingLeft: 20 }}>
        {routes.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place
          <Text component="li" size="sm" key={index}>
            {stepTitle(step)}
          </Text>
        ))}
        <Text component="li" size="sm" c="dimmed">
          Otherwise not sent
        </Text>
      </ol>
    </div>
  );
}
