// The rows of attributes: type, how many have it, when it came last, and what asks for attention.
import { Badge, Group, Text } from '@mantine/core';
import type { Attribute } from '../../api/types.ts';
import { formatNumber } from '../../ui/format.ts';
import { RowLink } from '../../ui/RowLink.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { type Column, VirtualTable } from '../../ui/VirtualTable.tsx';
import { attentionWords, TYPE_WORDS } from './words.ts';

const COLUMNS: Column<Attribute>[] = [
  {
    key: 'name',
    title: 'Name',
    width: 'minmax(0, 2.2fr)',
    cell: (attribute) => (
      <>
        <Group gap={8} wrap="nowrap">
          <RowLink to="/people/attributes/$name" params={{ name: attribute.name }}>
            {attribute.name}
          </RowLink>
          {attribute.sensitive && (
            <Badge size="sm" variant="default" style={{ flex: 'none' }}>
              sensitive
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" truncate hiddenFrom="sm">
          {gistOnPhone(attribute)}
        </Text>
        <Text size="xs" c="dimmed" truncate visibleFrom="sm">
          {meaning(attribute)}
        </Text>
      </>
    ),
  },
  {
    key: 'attention',
    title: '',
    width: 'minmax(0, 1.3fr)',
    wideOnly: true,
    cell: (attribute) => {
      const attention = attentionWords(attribute);
      return attention && <StateMark tone={attribute.change ? 'busy' : 'warn'}>{attention}</StateMark>;
    },
  },
  {
    key: 'type',
    title: 'Type',
    width: '120px',
    wideOnly: true,
    cell: ({ type }) => TYPE_WORDS[type],
  },
  {
    key: 'people',
    title: 'People',
    width: '96px',
    align: 'end',
    cell: ({ people }) => (
      <Text span size="sm" className="numbers">
        {people === null ? '–' : formatNumber(people)}
      </Text>
    ),
  },
  {
    key: 'seen',
    title: 'Last came',
    width: '124px',
    wideOnly: true,
    cell: ({ last_seen_at }) =>
      last_seen_at ? (
        <Time at={last_seen_at} />
      ) : (
        <Text size="sm" c="dimmed">
          not lately
        </Text>
      ),
  },
];

const meaning = ({ description, paths }: Attribute): string =>
  description || paths.map(({ path }) => path).join(', ');

/** There the other columns are left out. */
function gistOnPhone(attribute: Attribute): string {
  const parts = [TYPE_WORDS[attribute.type], attentionWords(attribute), meaning(attribute)];
  return parts.filter((part) => part !== '').join(' · ');
}

const nothing = () => {};

export function AttributesTable({ attributes }: { attributes: Attribute[] }) {
  return (
    <VirtualTable
      label="Attributes"
      columns={COLUMNS}
      rows={attributes}
      rowKey={(attribute) => attribute.name}
      hasMore={false}
      isLoadingMore={false}
      onMore={nothing}
    />
  );
}
