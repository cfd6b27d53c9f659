// How often and how long a call is tried, and how much time and answer each may take.
import { SimpleGrid, Stack, Text } from '@mantine/core';
import { useRequestDraft } from '../editor/DraftContext.ts';
import { NumberField } from './NumberField.tsx';

export function RetryFields() {
  const { request, changeRequest } = useRequestDraft();
  const { retry, timeouts, follow_redirects, max_response_kb } = request;
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <NumberField
          label="Calls at most"
          field="request.retry.max_attempts"
          value={retry.max_attempts}
          min={1}
          max={20}
          unit=""
          onChange={(max_attempts) => changeRequest({ retry: { ...retry, max_attempts } })}
        />
        <NumberField
          label="Within"
          field="request.retry.within_minutes"
          value={retry.within_minutes}
          min={1}
          max={1440}
          unit=" minutes"
          onChange={(within_minutes) => changeRequest({ retry: { ...retry, within_minutes } })}
        />
        <NumberField
          label="Wait for a connection"
          field="request.timeouts.connect_ms"
          value={timeouts.connect_ms / 1000}
          min={0.1}
          max={60}
          unit=" s"
          decimals={1}
          onChange={(seconds) =>
            changeRequest({ timeouts: { ...timeouts, connect_ms: Math.round(seconds * 1000) } })
          }
        />
        <NumberField
          label="Wait for the whole answer"
          field="request.timeouts.total_ms"
          value={timeouts.total_ms / 1000}
          min={0.1}
          max={60}
          unit=" s"
          decimals={1}
          onChange={(seconds) =>
            changeRequest({ timeouts: { ...timeouts, total_ms: Math.round(seconds * 1000) } })
          }
        />
        <NumberField
          label="Redirects followed"
          field="request.follow_redirects"
          value={follow_redirects}
          min={0}
          max={5}
          unit=""
          onChange={(count) => changeRequest({ follow_redirects: count })}
        />
        <NumberField
          label="Longest answer"
          field="request.max_response_kb"
          value={max_response_kb}
          min={1}
          max={256}
          unit=" KB"
          onChange={(kb) => changeRequest({ max_response_kb: kb })}
        />
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        Tried again are 408, 425, 429, 5xx and calls without an answer, with growing waits; a Retry-After is
        kept. Every call of a delivery carries the same Idempotency-Key. Secrets do not follow a redirect to
        another host.
      </Text>
    </Stack>
  );
}
