// The ways to reach each person, tried in order: the fallback chain of the campaign.
import { Button, Group, Menu, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import type { RouteStep } from '../../../api/types.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { useDraftContext } from '../editor/DraftContext.ts';
import { FieldWarnings } from '../editor/FieldWarnings.tsx';
import { fieldId, ownError } from '../editor/problems.ts';
import { RouteItem } from './RouteItem.tsx';
import classes from './Routes.module.css';
import { addHold, addMessage, addUtility, MAX_ROUTES, visibleRoutes } from './routes.ts';
import { TemplateDialog } from './TemplateDialog.tsx';
import { useRoutesPage } from './useRoutesPage.ts';

export function RoutesPanel() {
  const { definition, check, change, problems } = useDraftContext();
  const { routes } = definition;
  const isUsual = routes.length === 1 && routes[0]?.kind === 'message';
  // Another address knows no window: there is one way to it, unless some were left over that are to be removed.
  if (definition.request !== null && check?.destination.kind !== 'send_api' && isUsual) return null;
  const set = (next: RouteStep[]) => change({ routes: next.length > 0 ? next : [{ kind: 'message' }] });
  const fault = ownError(problems, 'routes');
  const shown = visibleRoutes(definition);
  return (
    <Panel
      title="Ways to reach each person"
      description="Tried from top to bottom; the first that is allowed for a person is taken."
    >
      <Stack gap="sm" id={fieldId('routes')} tabIndex={-1}>
        {fault && (
          <Text size="sm" c="var(--mantine-color-error)">
            {fault}
          </Text>
        )}
        <FieldWarnings field="routes" />
        <ol className={classes['list']}>
          {shown.map(({ step, index }, place) => (
            <RouteItem
              key={index}
              step={step}
              index={index}
              number={place + 1}
              routes={routes}
              onChange={set}
            />
          ))}
          <li className={classes['last']}>
            <Text size="sm" c="dimmed">
              {shown.length === 0 ? 'No way yet' : 'Otherwise: not sent, and the report says why'}
            </Text>
          </li>
        </ol>
        <AddStep onChange={set} />
      </Stack>
    </Panel>
  );
}

function AddStep({ onChange }: { onChange: (routes: RouteStep[]) => void }) {
  const { definition } = useDraftContext();
  const { routes, page_id } = definition;
  const [isOpen, { open, close }] = useDisclosure(false);
  const pageId = useRoutesPage();
  const hasMessage = definition.message !== null || definition.request !== null;
  const canMessage = hasMessage && !routes.some((step) => step.kind === 'message');
  return (
    <Group>
      <Menu position="bottom-start" width={300}>
        <Menu.Target>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={routes.length >= MAX_ROUTES}
          >
            Add a way
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {canMessage && (
            <Menu.Item onClick={() => onChange(addMessage(routes))}>The message, within the window</Menu.Item>
          )}
          <Menu.Item onClick={open} disabled={pageId === null}>
            A utility template{pageId === null && ' (choose the Page first)'}
          </Menu.Item>
          <Menu.Item onClick={() => onChange(addHold(routes))}>Wait until they next write</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {pageId !== null && (
        <TemplateDialog
          key={page_id}
          isOpen={isOpen}
          onClose={close}
          pageId={pageId}
          onChoose={(template) => {
            onChange(addUtility(routes, template, hasMessage));
            close();
          }}
        />
      )}
    </Group>
  );
}
