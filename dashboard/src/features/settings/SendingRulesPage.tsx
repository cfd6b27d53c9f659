// What holds for the messages of all campaigns: how often, when not, who never, and who must approve.
import { useQuery } from '@tanstack/react-query';
import { sendingRulesQuery } from '../../api/sending-rules.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { LoadingPanels } from '../../ui/Loading.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { SendingRulesForm } from './SendingRulesForm.tsx';

export function SendingRulesPage() {
  const rules = useQuery(sendingRulesQuery);
  return (
    <>
      <PageHeader
        title="Sending rules"
        description="They hold for every campaign, also for messages of running ones that have not left yet. A campaign may be stricter, or say that it does not keep to them."
      />
      {rules.error ? (
        <ErrorState error={rules.error} onRetry={() => void rules.refetch()} />
      ) : rules.data ? (
        <SendingRulesForm rules={rules.data} />
      ) : (
        <LoadingPanels panels={3} />
      )}
    </>
  );
}
