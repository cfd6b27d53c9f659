// /content-blocks: which block is open stands in the address.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { BlocksPage } from '../../features/campaigns/blocks/BlocksPage.tsx';

export function BlocksRoute() {
  const { open } = useSearch({ from: '/signed-in/content-blocks' });
  const navigate = useNavigate();
  return (
    <BlocksPage
      open={open}
      onOpen={(id) => navigate({ to: '/content-blocks', search: id === undefined ? {} : { open: id } })}
    />
  );
}
