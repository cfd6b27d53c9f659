// Making an answer: as a draft that opens in the editor, or live at once. What cannot go live stays a draft and says why.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { createCampaign, publishCampaign } from '../../api/campaigns.ts';
import type { ConversationStart } from '../../api/conversations.ts';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { newDefinition, newMessage } from '../campaigns/messageTemplates.ts';
import { newTrigger } from '../campaigns/type/switchType.ts';
import type { Reply } from './ReplyRow.tsx';

export interface NewAnswer {
  name: string;
  pageId: string | null;
  start: ConversationStart;
  text: string;
  replies: Reply[];
}

const toInput = ({ name, pageId, start, text, replies }: NewAnswer) => {
  const quick_replies = replies.map((reply) => ({ content_type: 'text', ...reply }));
  const message = { ...newMessage(), message: { text, ...(replies.length > 0 && { quick_replies }) } };
  return {
    name: name.trim(),
    definition: {
      ...newDefinition({ page_id: pageId, message, request: null }),
      delivery_type: 'conversation' as const,
      trigger: { ...newTrigger('UTC'), conversation: start },
    },
  };
};

export function useNewAnswer(onLive: () => void) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const edit = (campaignId: string, step: 'what' | 'review') =>
    navigate({ to: '/campaigns/$campaignId/edit', params: { campaignId }, search: { step } });
  return useMutation({
    mutationFn: async ({ answer, isLive }: { answer: NewAnswer; isLive: boolean }) => {
      const { id, revision } = await createCampaign(toInput(answer));
      if (!isLive) return edit(id, 'what');
      try {
        await publishCampaign(id, revision);
      } catch (error) {
        notifyFailed('The answer is kept as a draft', error);
        return edit(id, 'review');
      }
      notifyDone(`“${answer.name.trim()}” answers from now on.`);
      onLive();
    },
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['conversations'] }),
        queryClient.invalidateQueries({ queryKey: ['campaigns', 'list'] }),
      ]),
  });
}
