// A rendered HTTP request or response, as it went over the wire (secrets already masked by the service).
import { Stack, Text } from '@mantine/core';
import type { ShownRequest } from '../api/types.ts';
import { CodeBlock } from './CodeBlock.tsx';
import { prettyJson } from './json.ts';

export function RequestView({ request, label = 'Request' }: { request: ShownRequest; label?: string }) {
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  const parts = [`${request.method} ${request.url}`, ...headers];
  if (request.body !== null) parts.push('', prettyJson(request.body));
  return <CodeBlock label={label} text={parts.join('\n')} />;
}

interface ResponseViewProps {
  status: number | null;
  body: string | null;
  headers?: Record<string, string>;
}

export function ResponseView({ status, body, headers = {} }: ResponseViewProps) {
  if (status === null && !body) {
    return (
      <Text size="sm" c="dimmed">
        No response.
      </Text>
    );
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const parts = [status === null ? 'No status' : `HTTP ${status}`, ...lines];
  if (body) parts.push('', prettyJson(body));
  return (
    <Stack gap="xs">
      <CodeBlock label="Response" text={parts.join('\n')} />
    </Stack>
  );
}
