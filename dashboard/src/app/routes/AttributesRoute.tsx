// /people/attributes: tab and search stand in the address, so "back" finds them again.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { AttributesPage } from '../../features/attributes/AttributesPage.tsx';

export function AttributesRoute() {
  const { tab = 'attributes', search = '' } = useSearch({ from: '/signed-in/people/attributes' });
  const navigate = useNavigate();
  return (
    <AttributesPage
      tab={tab}
      search={search}
      onShow={(shown) =>
        navigate({
          to: '/people/attributes',
          search: {
            ...(shown.tab !== 'attributes' && { tab: shown.tab }),
            ...(shown.search && { search: shown.search }),
          },
          replace: true,
        })
      }
    />
  );
}
