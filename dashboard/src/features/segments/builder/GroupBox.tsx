// A group: how its lines join, the lines, and what can be added. Groups stand in groups.
import { Group, SegmentedControl, Text } from '@mantine/core';
import { FaultText } from '../../../ui/FaultText.tsx';
import type { GroupDraft, Match } from '../draft.ts';
import { MATCH_WORDS, sayLine } from '../words.ts';
import { AddBar } from './AddBar.tsx';
import { useBuilder } from './BuilderContext.ts';
import classes from './builder.module.css';
import { LineRow } from './LineRow.tsx';
import { NodeMenu } from './NodeMenu.tsx';

const MATCHES = (['all', 'any', 'none'] as const).map((value) => ({
  value,
  label: MATCH_WORDS[value].title,
}));

export function GroupBox({ group, depth }: { group: GroupDraft; depth: number }) {
  const { change, names, faultOf } = useBuilder();
  const nested = depth > 1;
  const fault = faultOf(group.id, '');
  return (
    <fieldset
      aria-label={nested ? sayLine(group, names) : 'All lines'}
      className={`${classes['group']} ${classes['node']}`}
      data-nested={nested || undefined}
      data-match={group.match}
      {...(nested && { 'data-line': group.id, tabIndex: -1 })}
    >
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label="How the lines join"
            data={MATCHES}
            value={group.match}
            onChange={(match) => change({ ...group, match: match as Match })}
          />
          <Text size="sm" c="dimmed">
            {MATCH_WORDS[group.match].hint}
          </Text>
        </Group>
        {nested && <NodeMenu node={group} />}
      </Group>
      <div className={classes['lines']}>
        {group.filters.length === 0 && (
          <Text size="sm" c="dimmed">
            {MATCH_WORDS[group.match].empty}
          </Text>
        )}
        {group.filters.map((node) =>
          node.kind === 'group' ? (
            <GroupBox key={node.id} group={node} depth={depth + 1} />
          ) : (
            <LineRow key={node.id} line={node} />
          ),
        )}
      </div>
      {fault && <FaultText>{fault}</FaultText>}
      <AddBar group={group} depth={depth} />
    </fieldset>
  );
}
