// /settings: the workspace, its operators, the API, keys, appearance and the own password on one screen.
import { Stack } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { meQuery } from '../../api/access.ts';
import { KeysPanel } from '../../features/access/KeysPanel.tsx';
import { OperatorsPanel } from '../../features/access/OperatorsPanel.tsx';
import { PasswordForm } from '../../features/access/PasswordForm.tsx';
import { ApiPanel } from '../../features/settings/ApiPanel.tsx';
import { AppearancePanel } from '../../features/settings/AppearancePanel.tsx';
import { WorkspacePanel } from '../../features/settings/WorkspacePanel.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';

export function SettingsRoute() {
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <>
      <PageHeader
        title="Settings"
        description={`Workspace ${me.workspace.name}, time zone ${me.workspace.time_zone}`}
        actions={
          <>
            <ButtonLink to="/settings/sending-rules" variant="default">
              Sending rules
            </ButtonLink>
            <ButtonLink to="/settings/privacy" variant="default">
              Privacy
            </ButtonLink>
          </>
        }
      />
      <Stack gap="lg">
        <WorkspacePanel workspace={me.workspace} key={me.workspace.time_zone + me.workspace.name} />
        {me.permission === 'own' && <OperatorsPanel />}
        {me.permission === 'own' && <KeysPanel />}
        <ApiPanel workspace={me.workspace} />
        <AppearancePanel />
        <Panel title="Password" description="Changing it signs out every other session of yours.">
          <PasswordForm />
        </Panel>
      </Stack>
    </>
  );
}
