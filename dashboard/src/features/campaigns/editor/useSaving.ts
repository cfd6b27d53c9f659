// Keeps the draft in hand and the stored one together: saves what is typed, takes in what others change, and holds what both changed
// until it is decided.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { campaignEditsQuery } from '../../../api/campaign-life.ts';
import { campaignQuery, saveCampaign } from '../../../api/campaigns.ts';
import { asApiError } from '../../../api/client.ts';
import type { Campaign, CampaignDefinition, EditConflict, SaveCampaign } from '../../../api/types.ts';
import { createSaver, type SaveState } from './saver.ts';
import { toWire } from './wire.ts';

const SAVE_PAUSE_MS = 800;

/** What is saved together. */
export interface DraftContent {
  name: string;
  tags: string[];
  definition: CampaignDefinition;
}

const contentOf = ({ name, tags, definition }: DraftContent): DraftContent => ({
  ...{ name, tags, definition: toWire(definition) },
});

export type Decisions = NonNullable<SaveCampaign['resolve']>['fields'];

export interface Saving {
  saving: SaveState;
  /** Fields that somebody else changed too; saving waits until they are decided. */
  conflict: EditConflict | null;
  /** Who else changed the draft in the last minutes. */
  others: { by: string; at: string }[];
  /** Nobody may change it any more: approval was asked for, or it went out. */
  isClosed: boolean;
  flush: () => Promise<boolean>;
  /** What stands in the form: which revision it is, and how often others changed it since it was opened. */
  seen: () => { revision: number; changesOfOthers: number };
  /** Looks at once whether others changed it. */
  look: () => void;
  resolve: (decisions: Decisions) => Promise<boolean>;
  /** Takes over what the service made of the draft. */
  adopt: (content: DraftContent, revision: number) => void;
}

/** `onTheirs` is told when the stored draft has more than what was typed here. */
export function useSaving(
  campaign: Campaign,
  draft: DraftContent,
  onTheirs: (content: DraftContent) => void,
): Saving {
  const queryClient = useQueryClient();
  const [saving, setSaving] = useState<SaveState>({ kind: 'saved' });
  const revision = useRef(campaign.revision);
  const decided = useRef<SaveCampaign['resolve']>(undefined);
  const changesOfOthers = useRef(0);
  const tell = useRef(onTheirs);
  tell.current = (content) => {
    changesOfOthers.current += 1;
    onTheirs(content);
  };
  const [saver] = useState(() =>
    createSaver<DraftContent>({
      initial: contentOf(campaign),
      pauseMs: SAVE_PAUSE_MS,
      onState: setSaving,
      onMerged: (content) => tell.current(content),
      save: async (value) => {
        const resolve = decided.current;
        decided.current = undefined;
        const { merged, sent_revision, ...saved } = await saveCampaign(campaign.id, {
          ...value,
          revision: revision.current,
          ...(resolve && { resolve }),
        });
        revision.current = sent_revision;
        queryClient.setQueryData(campaignQuery(campaign.id).queryKey, saved);
        return {
          merged: merged.length > 0 ? contentOf(saved) : null,
          take: () => {
            revision.current = saved.revision;
          },
        };
      },
    }),
  );
  useEffect(() => saver.change({ ...draft, name: draft.name.trim() }), [saver, draft]);
  useEffect(() => () => void saver.flush(), [saver]);

  const adopt = (content: DraftContent, at: number) => {
    revision.current = at;
    saver.adopt(contentOf(content));
    queryClient.setQueryData(campaignQuery(campaign.id).queryKey, (before) =>
      before ? { ...before, ...content, revision: at } : before,
    );
  };

  const edits = useQuery(campaignEditsQuery(campaign.id));
  const seen = edits.data?.revision ?? 0;
  useEffect(() => {
    if (seen <= revision.current || !saver.isIdle()) return;
    void queryClient.fetchQuery({ ...campaignQuery(campaign.id), staleTime: 0 }).then((fresh) => {
      // Whoever began to type meanwhile has theirs merged when it is saved.
      if (!saver.isIdle() || fresh.revision <= revision.current) return;
      revision.current = fresh.revision;
      saver.adopt(contentOf(fresh));
      tell.current(contentOf(fresh));
    });
  }, [seen, saver, queryClient, campaign.id]);

  const isClosed = edits.data?.may_edit === false;
  useEffect(() => {
    // With nothing unsaved the editor gives way to the campaign as it stands now.
    if (isClosed && saver.isIdle())
      void queryClient.invalidateQueries({ queryKey: campaignQuery(campaign.id).queryKey });
  }, [isClosed, saver, queryClient, campaign.id]);

  const conflict = saving.kind === 'failed' ? (asApiError(saving.error).conflict ?? null) : null;
  return {
    saving,
    conflict,
    others: edits.data?.others ?? [],
    isClosed,
    flush: saver.flush,
    seen: () => ({ revision: revision.current, changesOfOthers: changesOfOthers.current }),
    look: () => void edits.refetch(),
    resolve: (fields) => {
      decided.current = { revision: conflict?.revision ?? 0, fields };
      return saver.flush();
    },
    adopt,
  };
}
