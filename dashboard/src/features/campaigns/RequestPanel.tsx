// The request as it was published, with its places still open.
import { Collapse, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Campaign, ConnectorBody, ConnectorRequest } from '../../api/types.ts';
import { Panel } from '../../ui/Panel.tsx';
import { RequestView } from '../../ui/RequestView.tsx';
import { rulesWords } from './answer/words.ts';

export function RequestPanel({ campaign, request }: { campaign: Campaign; request: ConnectorRequest }) {
  const [isOpen, { toggle }] = useDisclosure(false);
  const query = request.params.map(({ name, value }) => `${name}=${value}`).join('&');
  const shown = {
    method: request.method,
    url: query ? `${request.url}${request.url.includes('?') ? '&' : '?'}${query}` : request.url,
    headers: Object.fromEntries(
      request.headers.map(({ name, value, secret }) => [name, secret ? '••••••••' : value]),
    ),
    body: bodyText(request.body),
  };
  return (
    <Panel
      title="The request"
      description={campaign.destination.explanation}
      actions={
        <UnstyledButton fz="sm" c="var(--mantine-color-anchor)" aria-expanded={isOpen} onClick={toggle}>
          {isOpen ? 'Hide the request' : 'Show the request'}
        </UnstyledButton>
      }
    >
      <Collapse expanded={isOpen}>
        <RequestView request={shown} />
        {campaign.destination.kind === 'connector' && (
          <Text size="sm" c="dimmed" mt="sm">
            {rulesWords(request)}
          </Text>
        )}
      </Collapse>
    </Panel>
  );
}

function bodyText(body: ConnectorBody): string | null {
  if (body.kind === 'none') return null;
  if (body.kind === 'raw') return body.text;
  return body.rows.map(({ name, value }) => `${name} = ${value}`).join('\n');
}
