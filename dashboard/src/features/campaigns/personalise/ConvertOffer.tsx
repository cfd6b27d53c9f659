// Texts that look as if they were written for MoEngage are offered to be converted; what was changed is shown, and can be undone.
import { Alert, Button, Code, Group, List, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { convertText } from '../../../api/campaign-texts.ts';
import { asApiError } from '../../../api/client.ts';
import type { CampaignDefinition, Converted } from '../../../api/types.ts';
import { FaultText } from '../../../ui/FaultText.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { listForeignTexts, replaceTexts } from './foreign.ts';

interface Done {
  changes: Converted['changes'];
  problems: Converted['problems'];
  before: Pick<CampaignDefinition, 'message' | 'request'>;
}

export function ConvertOffer() {
  const { definition, change } = useDraftContext();
  const [done, setDone] = useState<Done | null>(null);
  const { message, request } = definition;
  const texts = listForeignTexts({ message, request });
  const converting = useMutation({
    mutationFn: async (all: string[]) => {
      const converted = new Map<string, Converted>();
      for (const text of all) converted.set(text, await convertText(text));
      return converted;
    },
    onSuccess: (converted) => {
      const replies = [...converted.values()];
      change(replaceTexts({ message, request }, (text) => converted.get(text)?.text ?? text));
      setDone({
        changes: replies.flatMap((one) => one.changes),
        problems: replies.flatMap((one) => one.problems),
        before: { message, request },
      });
    },
  });
  if (done !== null)
    return (
      <Result
        done={done}
        onUndo={() => {
          change(done.before);
          setDone(null);
        }}
        onClose={() => setDone(null)}
      />
    );
  if (texts.length === 0) return null;
  return (
    <Alert color="yellow" title="This looks like a template of MoEngage">
      <Stack gap="xs">
        <Text size="sm">Its Jinja can be converted to Liquid, which is what is written here.</Text>
        <Group>
          <Button
            size="xs"
            variant="default"
            loading={converting.isPending}
            onClick={() => converting.mutate(texts)}
          >
            Convert from MoEngage
          </Button>
        </Group>
        {converting.error && <FaultText>{asApiError(converting.error).message}</FaultText>}
      </Stack>
    </Alert>
  );
}

const MAX_SHOWN = 12;

function Result({ done, onUndo, onClose }: { done: Done; onUndo: () => void; onClose: () => void }) {
  const { changes, problems } = done;
  return (
    <Alert
      color={problems.length > 0 ? 'yellow' : 'green'}
      title={
        problems.length > 0
          ? `Converted, and ${problems.length === 1 ? 'one place is' : `${problems.length} places are`} left to you`
          : 'Converted'
      }
      role="status"
    >
      <Stack gap="xs">
        <List size="sm" spacing={4}>
          {problems.slice(0, MAX_SHOWN).map((one) => (
            <List.Item key={`${one.line} ${one.text} ${one.message}`}>
              {one.text !== '' && <Code>{one.text}</Code>} {one.message} {one.remedy}
            </List.Item>
          ))}
          {changes.slice(0, MAX_SHOWN).map((one) => (
            <List.Item key={`${one.line} ${one.from}`}>
              <Code>{one.from}</Code> → <Code>{one.to}</Code> {one.note}
            </List.Item>
          ))}
        </List>
        {changes.length > MAX_SHOWN && (
          <Text size="sm" c="dimmed">
            And {changes.length - MAX_SHOWN} more.
          </Text>
        )}
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={onUndo}>
            Undo
          </Button>
          <Button size="xs" variant="subtle" onClick={onClose}>
            Close
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
