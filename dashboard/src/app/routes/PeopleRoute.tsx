// /people: search and kind stand in the address, so "back" finds them again.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { PeoplePage } from '../../features/people/PeoplePage.tsx';

export function PeopleRoute() {
  const { search = '', kind = 'all' } = useSearch({ from: '/signed-in/people' });
  const navigate = useNavigate();
  return (
    <PeoplePage
      search={search}
      kind={kind}
      onFilter={(filter) =>
        navigate({
          to: '/people',
          search: {
            ...(filter.search && { search: filter.search }),
            ...(filter.kind !== 'all' && { kind: filter.kind }),
          },
          replace: true,
        })
      }
    />
  );
}
