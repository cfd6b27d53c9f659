// Publishing: saves what is unsaved, asks with the numbers, then goes to the report.
import { Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { campaignQuery, publishCampaign, waterfallQuery } from '../../../api/campaigns.ts';
import { ApiError } from '../../../api/client.ts';
import type { CampaignDefinition, Waterfall } from '../../../api/types.ts';
import { confirmAction } from '../../../ui/confirm.tsx';
import { countPeople } from '../../../ui/format.ts';
import { notifyDone } from '../../../ui/notify.ts';
import { isScheduled } from '../type/deliveryTypes.ts';
import { otherwiseWords, reachedNow } from '../waterfall/steps.ts';
import { campaignSentence, type Names, whenWords } from '../when/sentence.ts';
import { useNames } from '../when/useNames.ts';
import { useDraftContext } from './DraftContext.ts';
import { lastingWords, publishedWords, publishVerb } from './publishWords.ts';

export function usePublish() {
  const { campaign, definition, settled, flush, seen, look } = useDraftContext();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const names = useNames();
  const counted = useQuery({
    ...waterfallQuery(campaign.id, settled),
    enabled: definition.segment_id !== null,
  });
  const publishing = useMutation({
    mutationFn: (revision: number) => publishCampaign(campaign.id, revision),
    onSuccess: async (published) => {
      notifyDone(publishedWords(published.state));
      queryClient.setQueryData(campaignQuery(campaign.id).queryKey, published);
      await queryClient.invalidateQueries({ queryKey: ['campaigns', 'list'] });
      await navigate({ to: '/campaigns/$campaignId', params: { campaignId: campaign.id } });
    },
    onError: (error) => isUnseen(error) && look(),
  });
  /** Saves what is unsaved, and asks about what stands there then: what others save after that is not what was agreed to. */
  const asking = useMutation({
    mutationFn: async (_known: Known) => {
      const before = seen();
      if (!(await flush()))
        throw new Error('Your last changes could not be saved, so nothing was published.');
      const now = seen();
      if (now.changesOfOthers > before.changesOfOthers) throw new ChangedMeanwhile();
      return now.revision;
    },
    onMutate: () => publishing.reset(),
    onSuccess: (revision, known) => confirm(revision, known),
  });
  const confirm = (revision: number, { affected = null, isChecked = true }: Known) => {
    const { title, lines } = promise(definition, names, {
      waterfall: counted.data?.waterfall ?? null,
      affected,
    });
    const warnings = [
      ...(affected === null ? [] : [`${affected}: see “Everybody’s message”.`]),
      ...(isChecked ? [] : [NOT_CHECKED]),
    ];
    confirmAction({
      title,
      tone: 'normal',
      verb: publishVerb(definition),
      body: (
        <Stack gap="xs">
          {[...warnings, ...lines].map((line) => (
            <Text key={line} size="sm">
              {line}
            </Text>
          ))}
        </Stack>
      ),
      onConfirm: () => publishing.mutate(revision),
    });
  };
  const error = publishing.error ?? asking.error;
  return {
    ask: (known: Known) => asking.mutate(known),
    isPublishing: asking.isPending || publishing.isPending,
    error,
    /** Somebody else saved while this was looked at; what they wrote stands in the form. */
    isUnseen: error !== null && isUnseen(error),
  };
}

class ChangedMeanwhile extends Error {}

const isUnseen = (error: Error): boolean =>
  error instanceof ChangedMeanwhile || (error instanceof ApiError && error.field === 'revision');

/** `affected`: who would get no message, in words; `isChecked`: whether that is known. */
interface Known {
  affected?: string | null;
  isChecked?: boolean;
}

const NOT_CHECKED = 'Not everybody’s message was checked: some may be skipped or refused.';

interface Counted {
  waterfall: Waterfall | null;
  affected: string | null;
}

/** What publishing does, with the numbers of this moment. */
function promise(
  definition: CampaignDefinition,
  names: Names,
  { waterfall, affected }: Counted,
): { title: string; lines: string[] } {
  const lasting = lastingWords(definition);
  if (!isScheduled(definition.delivery_type))
    return { title: 'Make this campaign live?', lines: [campaignSentence(definition, names), lasting] };
  if (waterfall === null) return { title: 'Publish this campaign?', lines: [lasting] };
  const when = definition.schedule.kind === 'now' ? 'now' : whenWords(definition, names);
  return {
    // Whether those who would get none are in reach is not known of each.
    title: `Send to ${affected === null ? '' : 'at most '}${countPeople(reachedNow(waterfall))} ${when}?`,
    lines: [...otherwiseWords(waterfall), lasting],
  };
}
