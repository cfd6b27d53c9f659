// Privacy: what people asked about their data, with what is due, and the receipts of everything that was erased.
import { Stack } from '@mantine/core';
import { TextLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { CallbacksPanel } from './CallbacksPanel.tsx';
import { ErasuresPanel } from './ErasuresPanel.tsx';
import { RequestsPanel } from './RequestsPanel.tsx';

export function PrivacyPage() {
  return (
    <>
      <PageHeader
        title="Privacy"
        back={<TextLink to="/settings">← Settings</TextLink>}
        description="A person is erased, or a copy of their data made, on their own page under Actions."
      />
      <Stack gap="lg">
        <RequestsPanel />
        <ErasuresPanel />
        <CallbacksPanel />
      </Stack>
    </>
  );
}
