// Does one thing with many campaigns: asks with the number where it matters, and says which of them refused and why.
import { List, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { actOnCampaigns, type BulkAction } from '../../../api/campaign-life.ts';
import type { CampaignRow } from '../../../api/types.ts';
import { confirmAction } from '../../../ui/confirm.tsx';
import { notifyDone, notifyFailed } from '../../../ui/notify.ts';
import { ASKED, countCampaigns, DONE, isSameTag, mayDo } from './bulk.ts';

interface Order {
  action: BulkAction;
  tag?: string;
}

export function useBulk(chosen: CampaignRow[], onDone: () => void) {
  const queryClient = useQueryClient();
  const acting = useMutation({
    mutationFn: ({ action, tag }: Order) =>
      actOnCampaigns({
        ids: chosen
          .filter(
            (row) =>
              mayDo(action, row) && (action !== 'untag' || row.tags.some((one) => isSameTag(one, tag ?? ''))),
          )
          .map((row) => row.id),
        action,
        ...(tag !== undefined && { tag }),
      }),
    onSuccess: ({ done, results }, { action }) => {
      const refused = results.filter((one) => !one.done);
      if (done > 0) notifyDone(`${countCampaigns(done)} ${DONE[action]}.`);
      if (refused.length > 0) showRefused(refused, chosen, done);
      else onDone();
    },
    onError: (error) => notifyFailed('Nothing was done', error),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['campaigns'] }),
  });
  const ask = (action: BulkAction) => {
    const asked = ASKED[action];
    if (!asked) return acting.mutate({ action });
    const count = chosen.filter((row) => mayDo(action, row)).length;
    const others = chosen.length - count;
    confirmAction({
      title: `${asked.verb} ${countCampaigns(count)}?`,
      body: `${asked.body}${others > 0 ? ` ${countCampaigns(others)} of those chosen stay as they are.` : ''}`,
      verb: `${asked.verb} ${countCampaigns(count)}`,
      tone: action === 'stop' || action === 'delete' ? 'danger' : 'normal',
      onConfirm: () => acting.mutate({ action }),
    });
  };
  return { ask, run: (order: Order) => acting.mutate(order), isBusy: acting.isPending };
}

interface Refused {
  id: string;
  message: string | null;
  remedy: string | null;
}

/** Every one of them by name: a number alone would leave somebody searching. */
function showRefused(refused: Refused[], chosen: CampaignRow[], done: number): void {
  const nameOf = (id: string) => chosen.find((row) => row.id === id)?.name ?? id;
  modals.open({
    title: `${countCampaigns(refused.length)} stayed as they were`,
    children: (
      <Stack>
        {done > 0 && <Text size="sm">The others are done.</Text>}
        <List size="sm" spacing="xs">
          {refused.map(({ id, message, remedy }) => (
            <List.Item key={id}>
              <b>{nameOf(id)}</b>: {message} {remedy}
            </List.Item>
          ))}
        </List>
      </Stack>
    ),
  });
}
