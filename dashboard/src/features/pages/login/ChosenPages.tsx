// How connecting went, Page by Page, and where to go from here.
import { Box, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import type { ChosenPage } from '../../../api/types.ts';
import { ButtonLink, TextLink } from '../../../ui/links.tsx';
import { Panel } from '../../../ui/Panel.tsx';

const lookOf = ({ connected, problem }: ChosenPage) =>
  connected && problem === null
    ? { icon: IconCheck, color: 'sea', word: 'Connected' }
    : connected
      ? { icon: IconAlertTriangle, color: 'yellow', word: 'Connected, but it needs a look' }
      : { icon: IconX, color: 'red', word: 'Not connected' };

export function ChosenPages({ pages }: { pages: ChosenPage[] }) {
  const done = pages.filter((page) => page.connected).length;
  return (
    <Panel
      title={done === pages.length ? 'Connected' : `${done} of ${pages.length} connected`}
      description="Each was subscribed and checked. What a campaign still needs stands on its own screen."
      actions={<ButtonLink to="/pages">Go to Pages</ButtonLink>}
    >
      <Stack component="ul" gap="md" m={0} p={0} style={{ listStyle: 'none' }}>
        {pages.map((page) => {
          const { icon: Icon, color, word } = lookOf(page);
          return (
            <Group key={page.id} component="li" wrap="nowrap" align="flex-start">
              <ThemeIcon variant="light" color={color} radius="xl" size={30}>
                <Icon size={17} aria-label={word} />
              </ThemeIcon>
              <Box miw={0}>
                {page.connected ? (
                  <>
                    <TextLink to="/pages/$pageId" params={{ pageId: page.id }}>
                      {page.name}
                    </TextLink>
                    <Text size="sm">
                      <TextLink to="/pages/$pageId" params={{ pageId: page.id }}>
                        Collect earlier conversations
                      </TextLink>
                    </Text>
                  </>
                ) : (
                  <Text fw={550}>{page.name}</Text>
                )}
                {page.problem !== null && (
                  <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                    {page.problem} {page.remedy}
                  </Text>
                )}
              </Box>
            </Group>
          );
        })}
      </Stack>
    </Panel>
  );
}
