// What can be done with a line or group as a whole: move, copy, group, take apart, remove.
import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconBoxMargin,
  IconCopy,
  IconDots,
  IconFolderMinus,
  IconFolderPlus,
  IconX,
} from '@tabler/icons-react';
import { type Draft, newId } from '../draft.ts';
import {
  canWrap,
  duplicateNode,
  groupWithAbove,
  listNodes,
  moveNode,
  removeNode,
  ungroup,
  wrapNode,
} from '../tree.ts';
import { sayLine } from '../words.ts';
import { type Builder, useBuilder } from './BuilderContext.ts';
import classes from './builder.module.css';

export function NodeMenu({ node }: { node: Draft }) {
  const builder = useBuilder();
  const { draft, isFull, names } = builder;
  const words = sayLine(node, names);
  const noun = node.kind === 'group' ? 'group' : 'line';
  const actions = actionsOf(builder, node);
  const wrappable = canWrap(draft, node.id);
  return (
    <div className={node.kind === 'group' ? classes['group-menu'] : classes['menu']}>
      <Menu position="bottom-end" returnFocus={false} withinPortal>
        <Menu.Target>
          <ActionIcon size={32} aria-label={`More for ${words}`}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconArrowUp size={14} />}
            rightSection="Alt ↑"
            disabled={moveNode(draft, node.id, -1) === draft}
            onClick={() => actions.move(-1)}
          >
            Move up
          </Menu.Item>
          <Menu.Item
            leftSection={<IconArrowDown size={14} />}
            rightSection="Alt ↓"
            disabled={moveNode(draft, node.id, 1) === draft}
            onClick={() => actions.move(1)}
          >
            Move down
          </Menu.Item>
          <Menu.Item leftSection={<IconCopy size={14} />} disabled={isFull} onClick={actions.duplicate}>
            Duplicate
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconFolderPlus size={14} />} disabled={!wrappable} onClick={actions.wrap}>
            Put into a group
          </Menu.Item>
          <Menu.Item
            leftSection={<IconBoxMargin size={14} />}
            disabled={groupWithAbove(draft, node.id, '') === draft}
            onClick={actions.withAbove}
          >
            Group with the {noun} above
          </Menu.Item>
          {node.kind === 'group' && (
            <Menu.Item leftSection={<IconFolderMinus size={14} />} onClick={actions.ungroup}>
              Take the group apart
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ActionIcon size={32} aria-label={`Remove ${words}`} onClick={actions.remove}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </div>
  );
}

function actionsOf({ act, draft }: Builder, { id }: Draft) {
  const place = () => Math.max(0, listNodes(draft).indexOf(id));
  const made = (edit: typeof wrapNode) => () => {
    const next = newId();
    act((root) => edit(root, id, next), { line: next, on: 'line' });
  };
  return {
    move: (by: -1 | 1) => act((root) => moveNode(root, id, by), { line: id, on: 'line' }),
    duplicate: made(duplicateNode),
    wrap: made(wrapNode),
    withAbove: made(groupWithAbove),
    ungroup: () => act((root) => ungroup(root, id), { place: place() }),
    remove: () => act((root) => removeNode(root, id), { place: place() }),
  };
}
