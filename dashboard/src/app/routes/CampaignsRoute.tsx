// /campaigns: what the list is narrowed and sorted by, and the open dialog, stand in the address.
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { CampaignsFilter } from '../../api/campaign-life.ts';
import { CampaignsPage } from '../../features/campaigns/CampaignsPage.tsx';

export function CampaignsRoute() {
  const {
    new: isCreating = false,
    segment,
    search = '',
    ...narrowed
  } = useSearch({ from: '/signed-in/campaigns' });
  const filter: CampaignsFilter = { search, ...narrowed };
  const navigate = useNavigate();
  const go = ({ search: text, ...next }: CampaignsFilter, creating: boolean) =>
    navigate({
      to: '/campaigns',
      search: {
        ...(text && { search: text }),
        ...(next.state && { state: next.state }),
        ...(next.archived && { archived: next.archived }),
        ...(next.delivery_type && { delivery_type: next.delivery_type }),
        ...(next.tag && { tag: next.tag }),
        ...(next.page_id && { page_id: next.page_id }),
        ...(next.sort && next.sort !== 'newest' && { sort: next.sort }),
        ...(creating && { new: true }),
      },
      replace: true,
    });
  return (
    <CampaignsPage
      filter={filter}
      isCreating={isCreating}
      newFor={segment}
      onFilter={(next) => go(next, isCreating)}
      onCreating={(creating) => go(filter, creating)}
    />
  );
}
