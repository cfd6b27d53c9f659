// /campaigns/$campaignId/why/$personId: why the person got the message, or why not.
import { useParams } from '@tanstack/react-router';
import { PhonePreview } from '../../features/campaigns/preview/PhonePreview.tsx';
import { ExplainTree } from '../../features/segments/explain/ExplainTree.tsx';
import { WhyPage } from '../../features/why/WhyPage.tsx';

export function WhyRoute() {
  const { campaignId, personId } = useParams({ from: '/signed-in/campaigns/$campaignId/why/$personId' });
  return (
    <WhyPage
      key={`${campaignId} ${personId}`}
      campaignId={campaignId}
      personId={personId}
      segmentLines={(filter) => <ExplainTree node={filter} />}
      phone={(message, pageId) => <PhonePreview message={message} pageId={pageId} />}
    />
  );
}
