// What the sources of a draft answered when they were last tried: what texts may say of them is read from it.
import { queryOptions, skipToken, useMutation, useQueryClient } from '@tanstack/react-query';
import { previewCampaign } from '../../../api/campaign-texts.ts';
import type { CampaignDefinition, Recipient } from '../../../api/types.ts';
import { useDraftContext } from '../editor/DraftContext.ts';

/** The JSON it answered; undefined: it was not tried, or answered none. Kept while the dashboard is open. */
export const answerQuery = (campaignId: string, name: string) =>
  queryOptions<unknown>({
    queryKey: ['content-answer', campaignId, name],
    queryFn: skipToken,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });

/** Fetches a source for one person, whatever the message says so far. */
export function useTry(name: string, event: Record<string, unknown> | null) {
  const { campaign, wire, flush } = useDraftContext();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (recipient: Recipient) => {
      // Secrets just entered are known to the service only once they are saved.
      await flush();
      return previewCampaign(campaign.id, usingIt(wire, name), { recipient, event });
    },
    onSuccess: ({ content }) => {
      const answer = parse(content.find((one) => one.name === name)?.answer);
      if (answer !== undefined) queryClient.setQueryData(answerQuery(campaign.id, name).queryKey, answer);
    },
  });
}

/** A text that names it, so that it is fetched. */
const usingIt = (wire: CampaignDefinition, name: string): CampaignDefinition =>
  wire.message === null
    ? wire
    : {
        ...wire,
        ...{ experiment: null, translations: [] },
        message: { ...wire.message, message: { text: `x{% if Content.${name} %}{% endif %}` } },
      };

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
