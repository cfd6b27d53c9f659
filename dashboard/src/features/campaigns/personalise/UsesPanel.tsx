// What the texts use, of all variants and languages: whether each has a fallback, and how many of the audience lack it.
import { Skeleton, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { textUsesQuery } from '../../../api/campaign-texts.ts';
import type { CampaignDefinition, TextUse } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { StateMark, type Tone } from '../../../ui/StateMark.tsx';
import { TableScroll } from '../../../ui/TableScroll.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { FallbackForm } from '../preflight/FallbackForm.tsx';
import { UndoFallback, useUndo } from '../preflight/UndoFallback.tsx';

export function UsesPanel() {
  const { campaign, settled } = useDraftContext();
  const uses = useQuery(textUsesQuery(campaign.id, settled));
  const undo = useUndo();
  const { data } = uses;
  return (
    <Panel
      title="What the texts use"
      description={
        data?.counted == null
          ? 'Of all variants and languages.'
          : `Of all variants and languages; ${data.is_all ? '' : 'the first '}${data.counted.toLocaleString('en-US')} people of the audience were looked at.`
      }
    >
      {uses.isPending && <Skeleton h={80} />}
      {uses.error && <ErrorState error={uses.error} title="Not known" onRetry={uses.refetch} />}
      {data?.uses.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing that differs: everybody reads the same.
        </Text>
      )}
      {data && data.uses.length > 0 && (
        <TableScroll label="What the texts use" minWidth={420}>
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Attribute</Table.Th>
                <Table.Th>Who lacks it</Table.Th>
                <Table.Th>What happens then</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.uses.map((use) => (
                <UseRow
                  key={use.name}
                  use={use}
                  counted={data.counted}
                  isCalled={settled.delivery_type === 'api'}
                  onMended={undo.remember}
                />
              ))}
            </Table.Tbody>
          </Table>
        </TableScroll>
      )}
      <UndoFallback undo={undo} />
    </Panel>
  );
}

interface UseRowProps {
  use: TextUse;
  counted: number | null;
  /** Events are calls of the API. */
  isCalled: boolean;
  onMended: Parameters<typeof FallbackForm>[0]['onMended'];
}

function UseRow({ use, counted, isCalled, onMended }: UseRowProps) {
  const { definition } = useDraftContext();
  const { tone, word } = isCalled && use.of === 'event' ? callWords(use) : lackWords(use, counted);
  const isOpen = use.of !== 'content' && !use.has_fallback && (use.lacking !== 0 || !use.known);
  return (
    <Table.Tr>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{use.name}</Table.Td>
      <Table.Td>
        <StateMark tone={tone}>{word}</StateMark>
      </Table.Td>
      <Table.Td>
        <Stack gap={6}>
          <Text size="sm">{lackingWords(use, definition.content)}</Text>
          {isOpen && <FallbackForm attribute={use.name} onMended={onMended} />}
        </Stack>
      </Table.Td>
    </Table.Tr>
  );
}

function lackingWords({ of, name, has_fallback }: TextUse, sources: CampaignDefinition['content']): string {
  const source = of === 'content' && sources.find((one) => name === `Content.${one.name}`);
  if (source && source.on_failure === 'skip') return 'They wait for up to an hour, then are skipped.';
  if (source) return has_fallback ? 'Its fallback stands there.' : 'Nothing stands there.';
  return has_fallback ? 'Its fallback stands there.' : 'They are skipped.';
}

/** What a call has not said yet is no fault of the text. */
const callWords = ({ known, has_fallback }: TextUse): { tone: Tone; word: string } =>
  known
    ? { tone: 'good', word: 'Each of the latest calls says it' }
    : { tone: has_fallback ? 'quiet' : 'warn', word: 'Your program has to say it' };

function lackWords(
  { of, lacking, known, has_fallback }: TextUse,
  counted: number | null,
): { tone: Tone; word: string } {
  const bad: Tone = has_fallback ? 'warn' : 'bad';
  if (of === 'content')
    return known
      ? { tone: 'quiet', word: 'Whoever it cannot be fetched for' }
      : { tone: 'bad', word: 'There is no such content' };
  if (of === 'event')
    return known
      ? { tone: 'good', word: 'The event carries it' }
      : { tone: bad, word: 'Not every event has carried it' };
  if (!known) return { tone: bad, word: 'Nobody has had it yet' };
  if (lacking === null || counted === null) return { tone: 'quiet', word: 'Not counted' };
  if (lacking === 0) return { tone: 'good', word: 'Nobody' };
  const share = counted === 0 ? 0 : Math.max(1, Math.round((lacking / counted) * 100));
  return { tone: bad, word: `${lacking.toLocaleString('en-US')} of them (${share} %)` };
}
