// On the page of a campaign: the question an operator is asked most.
import { Panel } from '../../ui/Panel.tsx';
import { WhySearch } from './WhySearch.tsx';

export function WhySearchPanel({ campaignId }: { campaignId: string }) {
  return (
    <Panel
      title="Why did somebody get it, or not?"
      description="Anybody, whether they were among the recipients or not."
    >
      <WhySearch campaignId={campaignId} />
    </Panel>
  );
}
