// /people/$personId: the person, with what other features know of them and can do for them.
import { useParams } from '@tanstack/react-router';
import { PersonalLinkPanel } from '../../features/entry/PersonalLinkPanel.tsx';
import { PersonLabels } from '../../features/page-tools/PersonLabels.tsx';
import { PersonPage } from '../../features/people/PersonPage.tsx';
import { PersonActions } from '../../features/privacy/PersonActions.tsx';
import { PersonSegmentPanel } from '../../features/segments/explain/PersonSegmentPanel.tsx';
import { PersonCampaignsPanel } from '../../features/why/PersonCampaignsPanel.tsx';

export function PersonRoute() {
  const { personId } = useParams({ from: '/signed-in/people/$personId' });
  return (
    <PersonPage
      key={personId}
      personId={personId}
      onPage={({ page_id, psid }) => <PersonLabels pageId={page_id} psid={psid} />}
      actions={(person) => <PersonActions person={person} />}
      beside={({ id, customer_id, identities }) => (
        <>
          {customer_id !== null && (
            <PersonalLinkPanel
              customerId={customer_id}
              knownOn={identities.map((identity) => identity.page_id)}
            />
          )}
          <PersonCampaignsPanel personId={id} />
          <PersonSegmentPanel personId={id} />
        </>
      )}
    />
  );
}
