// One Page: whether it can collect and send, and what to do where it cannot.
import { Button, Card, SimpleGrid, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { pageQuery, pagesQuery } from '../../api/pages.ts';
import type { Page } from '../../api/types.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../ui/Loading.tsx';
import { TextLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Stat } from '../../ui/Stat.tsx';
import { Time } from '../../ui/Time.tsx';
import { BackfillPanel } from './BackfillPanel.tsx';
import { ChecksPanel } from './ChecksPanel.tsx';
import { HealthTab } from './health/HealthTab.tsx';
import { NewTokenDialog } from './NewTokenDialog.tsx';
import { PageNotices } from './PageNotices.tsx';
import { PageStateMark } from './PageStateMark.tsx';
import { type PageTabPanels, PageTabs } from './PageTabs.tsx';
import type { PageTab } from './tabs.ts';
import { useDisconnect } from './usePageActions.ts';
import { WebhookPanel } from './WebhookPanel.tsx';

interface PageDetailProps {
  pageId: string;
  tab: PageTab;
  onTab: (tab: PageTab) => void;
  /** The tabs of other features, which the route joins. */
  panels: PageTabPanels;
}

export function PageDetailPage({ pageId, ...tabs }: PageDetailProps) {
  const page = useQuery(pageQuery(pageId));
  const back = <TextLink to="/pages">← Pages</TextLink>;
  if (page.data) return <Detail page={page.data} back={back} {...tabs} />;
  return (
    <>
      <PageHeader title="Page" back={back} />
      {page.isPending ? <LoadingPanels /> : <ErrorState error={page.error} onRetry={page.refetch} />}
    </>
  );
}

interface DetailProps extends Omit<PageDetailProps, 'pageId'> {
  page: Page;
  back: React.ReactNode;
}

function Detail({ page, back, tab, onTab, panels }: DetailProps) {
  const list = useQuery(pagesQuery);
  const [isOpen, { open, close }] = useDisclosure(false);
  const disconnect = useDisconnect(page);
  return (
    <>
      <PageHeader
        title={page.name}
        back={back}
        mark={<PageStateMark state={page.state} />}
        description={
          <span className="numbers">
            Page {page.id} · app {page.app_id}
          </span>
        }
        actions={
          <>
            <Button variant="default" leftSection={<IconKey size={16} aria-hidden />} onClick={open}>
              New token
            </Button>
            {page.state !== 'disconnected' && (
              <Button variant="light" color="red" onClick={disconnect}>
                Disconnect
              </Button>
            )}
          </>
        }
      />
      <PageNotices page={page} />
      <PageTabs
        tab={tab}
        onTab={onTab}
        panels={{
          overview: <Overview page={page} webhookUrl={list.data?.webhook_url} onNewToken={open} />,
          health: <HealthTab page={page} />,
          ...panels,
        }}
      />
      <NewTokenDialog
        page={page}
        isOpen={isOpen}
        onClose={close}
        isAppConfigured={list.data?.app_configured ?? true}
      />
    </>
  );
}

interface OverviewProps {
  page: Page;
  webhookUrl: string | undefined;
  onNewToken: () => void;
}

function Overview({ page, webhookUrl, onNewToken }: OverviewProps) {
  return (
    <Stack gap="lg">
      <Card component="section" aria-label="Numbers">
        <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="xl">
          <Stat label="People with a PSID" value={page.people} />
          <Stat label="In the window now" value={page.in_window} />
          <Stat label="Opted out" value={page.opted_out} note="asked not to be messaged" />
          <Stat
            label="Events waiting"
            value={page.waiting_webhooks}
            note={
              page.last_event_at ? (
                <>
                  last one <Time at={page.last_event_at} />
                </>
              ) : (
                'none received yet'
              )
            }
          />
        </SimpleGrid>
      </Card>
      <ChecksPanel page={page} onNewToken={onNewToken} />
      <WebhookPanel page={page} webhookUrl={webhookUrl} />
      <BackfillPanel page={page} />
    </Stack>
  );
}
