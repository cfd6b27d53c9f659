// /people/attributes/$name
import { useParams } from '@tanstack/react-router';
import { AttributePage } from '../../features/attributes/AttributePage.tsx';

export function AttributeRoute() {
  const { name } = useParams({ from: '/signed-in/people/attributes/$name' });
  return <AttributePage key={name} name={name} />;
}
