// The names of segments, for sentences about a campaign.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { segmentsQuery } from '../../../api/segments.ts';
import type { Names } from './sentence.ts';

export function useNames(): Names {
  const { data } = useQuery(segmentsQuery);
  return useMemo(() => {
    const names = new Map(data?.segments.map(({ id, name }) => [id, name]));
    return { segment: (id) => names.get(id) };
  }, [data]);
}
