// The Health tab of a Page: its standing, blocks and reports, region, history.
import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { pageHealthQuery } from '../../../api/pages.ts';
import type { Page } from '../../../api/types.ts';
import { ErrorState } from '../../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../../ui/Loading.tsx';
import { CountryPanel } from './CountryPanel.tsx';
import { PageHistory } from './PageHistory.tsx';
import { PeoplePanel } from './PeoplePanel.tsx';
import { StandingPanel } from './StandingPanel.tsx';

export function HealthTab({ page }: { page: Page }) {
  const health = useQuery(pageHealthQuery(page.id));
  if (!health.data)
    return health.isPending ? (
      <LoadingPanels />
    ) : (
      <ErrorState error={health.error} onRetry={health.refetch} />
    );
  return (
    <Stack gap="lg">
      <StandingPanel page={page} health={health.data} />
      <PeoplePanel health={health.data} />
      <CountryPanel page={page} />
      <PageHistory history={health.data.history} />
    </Stack>
  );
}
