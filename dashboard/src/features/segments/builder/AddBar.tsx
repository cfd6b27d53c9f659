// What can be added to a group: lines of every kind, another group, and whom to leave out.
import { Button, Group, Menu } from '@mantine/core';
import { IconChevronDown, IconFolderPlus, IconPlus, IconUserMinus } from '@tabler/icons-react';
import { type Draft, type GroupDraft, type LineKind, MAX_DEPTH } from '../draft.ts';
import { newAttribute, newGroup, newLine } from '../newLines.ts';
import { addTo, heightOf, leaveOut } from '../tree.ts';
import { useBuilder } from './BuilderContext.ts';
import { LINE_ICONS } from './icons.ts';

const SIDE_BY_SIDE: [LineKind, string][] = [
  ['attribute', 'Attribute'],
  ['event', 'Event'],
];
const IN_MENU: [LineKind, string][] = [
  ['messenger', 'Messenger: window, opt-in, origin'],
  ['sequence', 'Did one thing, then another'],
  ['campaign', 'What became of a campaign'],
  ['segment', 'People of another segment'],
  ['list', 'People of an uploaded list'],
];

export function AddBar({ group, depth }: { group: GroupDraft; depth: number }) {
  const { act, draft, isFull } = useBuilder();
  const add = (node: Draft) => act((root) => addTo(root, group.id, node), { line: node.id, on: 'field' });
  const out = () => {
    const line = newAttribute();
    act((root) => leaveOut(root, line), { line: line.id, on: 'field' });
  };
  const leavesRoom = draft.match === 'all' || heightOf(draft) < MAX_DEPTH;
  return (
    <Group gap={6} role="group" aria-label="Add">
      {SIDE_BY_SIDE.map(([kind, label]) => (
        <AddButton
          key={kind}
          label={label}
          disabled={isFull}
          isFirst={kind === 'attribute'}
          onClick={() => add(newLine(kind))}
        />
      ))}
      <Menu position="bottom-start" withinPortal returnFocus={false}>
        <Menu.Target>
          <Button
            size="xs"
            variant="default"
            rightSection={<IconChevronDown size={14} aria-hidden />}
            disabled={isFull}
            aria-label="More to add"
          >
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {IN_MENU.map(([kind, label]) => {
            const Icon = LINE_ICONS[kind];
            return (
              <Menu.Item key={kind} leftSection={<Icon size={16} />} onClick={() => add(newLine(kind))}>
                {label}
              </Menu.Item>
            );
          })}
        </Menu.Dropdown>
      </Menu>
      {depth < MAX_DEPTH && (
        <AddButton
          label="Group"
          icon={IconFolderPlus}
          disabled={isFull}
          onClick={() => add(newGroup(group.match === 'any' ? 'all' : 'any', [newAttribute()]))}
        />
      )}
      {depth === 1 && leavesRoom && (
        <Button
          size="xs"
          variant="subtle"
          leftSection={<IconUserMinus size={14} aria-hidden />}
          disabled={isFull}
          onClick={out}
        >
          Leave out people who…
        </Button>
      )}
    </Group>
  );
}

interface AddButtonProps {
  label: string;
  icon?: typeof IconPlus;
  disabled: boolean;
  onClick: () => void;
  /** Where the focus goes when no line is left. */
  isFirst?: boolean;
}

function AddButton({ label, icon: Icon = IconPlus, isFirst = false, ...rest }: AddButtonProps) {
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<Icon size={14} aria-hidden />}
      aria-label={`Add ${label.toLowerCase()}`}
      data-add={isFirst || undefined}
      {...rest}
    >
      {label}
    </Button>
  );
}
