// Connected Pages at a glance, and connecting another.
import { Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBrandMessenger, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { whileShown } from '../../api/live.ts';
import { pagesQuery } from '../../api/pages.ts';
import type { Page } from '../../api/types.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../ui/Loading.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { RowLink } from '../../ui/RowLink.tsx';
import { Stat } from '../../ui/Stat.tsx';
import { ConnectPageDialog } from './ConnectPageDialog.tsx';
import { StandingMark } from './health/StandingMark.tsx';
import { CheckSummary, PageStateMark } from './PageStateMark.tsx';
import classes from './PagesPage.module.css';

export function PagesPage() {
  const pages = useQuery({ ...pagesQuery, refetchInterval: whileShown });
  const [isOpen, { open, close }] = useDisclosure(false);
  const connect = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open} disabled={!pages.data}>
      Connect a Page
    </Button>
  );
  const isEmpty = pages.data?.pages.length === 0;
  return (
    <>
      <PageHeader
        title="Pages"
        description="The Facebook Pages Talaria collects people from and sends for."
        actions={!isEmpty && connect}
      />
      {pages.isPending && <LoadingPanels />}
      {pages.error && <ErrorState error={pages.error} onRetry={pages.refetch} />}
      {isEmpty && (
        <Card>
          <EmptyState icon={<IconBrandMessenger size={26} />} title="No Page is connected" action={connect}>
            You need a Facebook Page and an app with Messenger. Log in with Facebook or paste a Page access
            token; Talaria checks everything and says what is missing.
          </EmptyState>
        </Card>
      )}
      {pages.data && (
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          {pages.data.pages.map((page) => (
            <PageCard key={page.id} page={page} />
          ))}
        </SimpleGrid>
      )}
      {pages.data && (
        <ConnectPageDialog
          isOpen={isOpen}
          onClose={close}
          isAppConfigured={pages.data.app_configured}
          isAppKnown={pages.data.app_configured || pages.data.pages.length > 0}
        />
      )}
    </>
  );
}

function PageCard({ page }: { page: Page }) {
  return (
    <Card className={classes['card']} component="article">
      <Stack gap="md">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <div>
            <Title order={2}>
              <RowLink to="/pages/$pageId" params={{ pageId: page.id }}>
                {page.name}
              </RowLink>
            </Title>
            <Text size="sm" c="dimmed" className="numbers">
              {page.id}
            </Text>
          </div>
          <PageStateMark state={page.state} />
        </Group>
        <SimpleGrid cols={2}>
          <Stat label="People" value={page.people} />
          <Stat label="In the window now" value={page.in_window} />
        </SimpleGrid>
        <Group gap="lg">
          <CheckSummary checks={page.checks} />
          <StandingMark standing={page.standing} />
        </Group>
      </Stack>
    </Card>
  );
}
