// /campaigns: search, state and the open dialog stand in the address.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { CampaignsPage } from '../../features/campaigns/CampaignsPage.tsx';

export function CampaignsRoute() {
  const {
    search = '',
    state,
    new: isCreating = false,
    segment,
  } = useSearch({ from: '/signed-in/campaigns' });
  const navigate = useNavigate();
  const go = (next: { search: string; state: typeof state; isCreating: boolean }) =>
    navigate({
      to: '/campaigns',
      search: {
        ...(next.search && { search: next.search }),
        ...(next.state && { state: next.state }),
        ...(next.isCreating && { new: true }),
      },
      replace: true,
    });
  return (
    <CampaignsPage
      search={search}
      state={state}
      isCreating={isCreating}
      newFor={segment}
      onFilter={(filter) => go({ ...filter, isCreating })}
      onCreating={(creating) => go({ search, state, isCreating: creating })}
    />
  );
}
