// Publishing: saves what is unsaved, asks with the numbers, then goes to the report.
import { Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { campaignQuery, publishCampaign } from '../../../api/campaigns.ts';
import type { CampaignCheck, CampaignDefinition } from '../../../api/types.ts';
import { confirmAction } from '../../../ui/confirm.tsx';
import { countPeople } from '../../../ui/format.ts';
import { notifyDone } from '../../../ui/notify.ts';
import { useDraftContext } from './DraftContext.ts';
import { whenWords } from './Summary.tsx';

export function usePublish() {
  const { campaign, definition, check, flush } = useDraftContext();
  const queryClient = useQueryClient();
  const publishing = useMutation({
    mutationFn: async () => {
      if (!(await flush()))
        throw new Error('Your last changes could not be saved, so nothing was published.');
      return publishCampaign(campaign.id);
    },
    onSuccess: async (published) => {
      notifyDone(
        published.state === 'scheduled' ? 'The campaign is scheduled.' : 'The campaign is on its way.',
      );
      // The wizard shows drafts only: with this it leads on to the report.
      queryClient.setQueryData(campaignQuery(campaign.id).queryKey, published);
      await queryClient.invalidateQueries({ queryKey: ['campaigns', 'list'] });
    },
  });
  const { title, lines } = promise(definition, check);
  const ask = () =>
    confirmAction({
      title,
      tone: 'normal',
      verb: definition.schedule.kind === 'now' ? 'Publish and send' : 'Publish and schedule',
      body: (
        <Stack gap="xs">
          {lines.map((line) => (
            <Text key={line} size="sm">
              {line}
            </Text>
          ))}
        </Stack>
      ),
      onConfirm: () => publishing.mutate(),
    });
  return { ask, isPublishing: publishing.isPending, error: publishing.error };
}

/** What publishing does, with the numbers of this moment. */
function promise(
  definition: CampaignDefinition,
  check: CampaignCheck | undefined,
): { title: string; lines: string[] } {
  const audience = check?.audience;
  if (!audience) return { title: 'Publish this campaign?', lines: [] };
  const when = definition.schedule.kind === 'now' ? 'now' : `at ${whenWords(definition)}`;
  const lines: string[] = [];
  let reached = audience.in_segment;
  if (check.destination.kind === 'send_api') {
    const isHolding = definition.routes.some((step) => step.kind === 'hold');
    reached = audience.in_window;
    const outside = audience.with_psid - audience.in_window - audience.blocked;
    const without = audience.in_segment - audience.with_psid;
    if (outside > 0)
      lines.push(
        `${countPeople(outside)} with a closed window ${areOrIs(outside)} ${isHolding ? 'held until they write again' : 'skipped'}.`,
      );
    if (audience.blocked > 0)
      lines.push(
        `${countPeople(audience.blocked)} blocked the Page and ${areOrIs(audience.blocked)} skipped.`,
      );
    if (without > 0)
      lines.push(`${countPeople(without)} without a PSID on the Page ${areOrIs(without)} skipped.`);
  }
  lines.push('The segment is counted anew when it goes out. What has been sent cannot be called back.');
  return { title: `Send to ${countPeople(reached)} ${when}?`, lines };
}

const areOrIs = (count: number): string => (count === 1 ? 'is' : 'are');
