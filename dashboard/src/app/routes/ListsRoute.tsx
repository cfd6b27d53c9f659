// /people/lists
import { ListsPage } from '../../features/transfer/ListsPage.tsx';

export function ListsRoute() {
  return <ListsPage />;
}
