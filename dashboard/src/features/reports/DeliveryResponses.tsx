// What one recipient did with the message, newest first.
import { Stack, Text, Title } from '@mantine/core';
import type { DeliveryResponse } from '../../api/types.ts';
import { responseWord } from '../../ui/responseWords.ts';
import { Time } from '../../ui/Time.tsx';

export function DeliveryResponses({ responses }: { responses: DeliveryResponse[] }) {
  if (responses.length === 0) return null;
  return (
    <Stack gap="xs">
      <Title order={3}>Responses</Title>
      <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
        {responses.map((response, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same may be done twice in a second
          <li key={`${response.at} ${response.kind} ${index}`}>
            <Text size="sm">
              {wordOf(response)}{' '}
              <Text span c="dimmed">
                <Time at={response.at} as="seconds" />
              </Text>
            </Text>
            {response.detail && (
              <Text size="sm" c="dimmed" lineClamp={3} style={{ overflowWrap: 'anywhere' }}>
                {response.detail}
              </Text>
            )}
          </li>
        ))}
      </Stack>
    </Stack>
  );
}

function wordOf({ kind, detail }: DeliveryResponse): string {
  if (detail === null) return 'Took the reaction back';
  const word = responseWord(kind);
  return word.charAt(0).toUpperCase() + word.slice(1);
}
