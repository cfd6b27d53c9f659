// Publishing: saves what is unsaved, asks with the numbers, then goes to the report.
import { Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { campaignQuery, publishCampaign, waterfallQuery } from '../../../api/campaigns.ts';
import type { CampaignDefinition, Waterfall } from '../../../api/types.ts';
import { confirmAction } from '../../../ui/confirm.tsx';
import { countPeople } from '../../../ui/format.ts';
import { notifyDone } from '../../../ui/notify.ts';
import { otherwiseWords, reachedNow } from '../waterfall/steps.ts';
import { useDraftContext } from './DraftContext.ts';
import { whenWords } from './Summary.tsx';

export function usePublish() {
  const { campaign, definition, settled, flush } = useDraftContext();
  const queryClient = useQueryClient();
  const counted = useQuery({ ...waterfallQuery(settled), enabled: definition.segment_id !== null });
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
  /** `affected`: who would get no message, in words; `isChecked`: whether that is known. */
  const ask = ({ affected = null, isChecked = true }: Known) => {
    const { title, lines } = promise(definition, counted.data?.waterfall ?? null, affected);
    const warnings = [
      ...(affected === null ? [] : [`${affected}: see “Everybody’s message”.`]),
      ...(isChecked ? [] : [NOT_CHECKED]),
    ];
    confirmAction({
      title,
      tone: 'normal',
      verb: definition.schedule.kind === 'now' ? 'Publish and send' : 'Publish and schedule',
      body: (
        <Stack gap="xs">
          {[...warnings, ...lines].map((line) => (
            <Text key={line} size="sm">
              {line}
            </Text>
          ))}
        </Stack>
      ),
      onConfirm: () => publishing.mutate(),
    });
  };
  return { ask, isPublishing: publishing.isPending, error: publishing.error };
}

interface Known {
  affected?: string | null;
  isChecked?: boolean;
}

const NOT_CHECKED = 'Not everybody’s message was checked: some may be skipped or refused.';

/** What publishing does, with the numbers of this moment. */
function promise(
  definition: CampaignDefinition,
  waterfall: Waterfall | null,
  affected: string | null,
): { title: string; lines: string[] } {
  const lasting = 'The segment is counted anew when it goes out. What has been sent cannot be called back.';
  if (waterfall === null) return { title: 'Publish this campaign?', lines: [lasting] };
  const when = definition.schedule.kind === 'now' ? 'now' : `at ${whenWords(definition)}`;
  return {
    // Whether those who would get none are in reach is not known of each.
    title: `Send to ${affected === null ? '' : 'at most '}${countPeople(reachedNow(waterfall))} ${when}?`,
    lines: [...otherwiseWords(waterfall), lasting],
  };
}
