// Changes an attribute and shows what became of it at once, here and in the list.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { attributeQuery, updateAttribute } from '../../api/catalogue.ts';
import { catalogueQuery } from '../../api/people.ts';

export function useUpdating(name: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: Parameters<typeof updateAttribute>[1]) => updateAttribute(name, body),
    onSuccess: async (attribute) => {
      queryClient.setQueryData(attributeQuery(name).queryKey, attribute);
      await queryClient.invalidateQueries({ queryKey: catalogueQuery.queryKey, exact: true });
    },
  });
}
