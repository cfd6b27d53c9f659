// The draft in hand: its name and definition, saved by themselves, and what the service finds wrong with them.
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { campaignCheckQuery, campaignQuery, saveCampaign } from '../../../api/campaigns.ts';
import type {
  Campaign,
  CampaignCheck,
  CampaignDefinition,
  ComposedMessage,
  ConnectorRequest,
  Problem,
} from '../../../api/types.ts';
import { type Kept, keep, NOTHING_KEPT, switchWhat, type What } from '../what/what.ts';
import { listProblems } from './problems.ts';
import { createSaver, type SaveState } from './saver.ts';
import { toWire } from './wire.ts';

const SAVE_PAUSE_MS = 800;
const CHECK_PAUSE_MS = 400;

export interface DraftHandle {
  /** The field a problem led to, as the address of the screen says. */
  shownField: string | undefined;
  campaign: Campaign;
  name: string;
  definition: CampaignDefinition;
  /** The definition as it is sent: without blank rows. */
  wire: CampaignDefinition;
  /** The same a moment later, when typing has paused. */
  settled: CampaignDefinition;
  setName: (name: string) => void;
  change: (patch: Partial<CampaignDefinition>) => void;
  /** The same, of what it is by then: for changes that come one upon the other. */
  changeBy: (patch: (before: CampaignDefinition) => Partial<CampaignDefinition>) => void;
  changeRequest: (patch: Partial<ConnectorRequest>) => void;
  changeComposed: (patch: (before: ComposedMessage) => Partial<ComposedMessage>) => void;
  /** Another kind of content; what was entered for the present one comes back when it is chosen again. */
  changeWhat: (what: What) => void;
  saving: SaveState;
  flush: () => Promise<boolean>;
  /** Takes over what the service made of the draft. */
  adopt: (definition: CampaignDefinition, revision: number) => void;
  check: CampaignCheck | undefined;
  checkError: unknown;
  isChecking: boolean;
  problems: Problem[];
}

export function useDraft(campaign: Campaign, shownField: string | undefined): DraftHandle {
  const [name, setName] = useState(campaign.name);
  const [definition, setDefinition] = useState(campaign.definition);
  const kept = useRef<Kept>(NOTHING_KEPT);
  const wire = useMemo(() => toWire(definition), [definition]);
  const { saving, flush, adopt } = useSaving(campaign, name, wire);
  const [settled] = useDebouncedValue(wire, CHECK_PAUSE_MS);
  const check = useQuery(campaignCheckQuery(settled));
  return {
    shownField,
    campaign,
    name,
    definition,
    wire,
    settled,
    setName,
    change: (patch) => setDefinition((before) => ({ ...before, ...patch })),
    changeBy: (patch) => setDefinition((before) => ({ ...before, ...patch(before) })),
    changeRequest: (patch) =>
      setDefinition((before) => ({ ...before, request: before.request && { ...before.request, ...patch } })),
    changeComposed: (patch) =>
      setDefinition((before) => ({
        ...before,
        message: before.message && { ...before.message, ...patch(before.message) },
      })),
    changeWhat: (what) => {
      kept.current = keep(kept.current, definition);
      setDefinition(switchWhat(definition, what, kept.current));
    },
    saving,
    flush,
    adopt: (next, revision) => {
      adopt(next, revision);
      setDefinition(next);
    },
    check: check.data,
    checkError: check.error,
    isChecking: check.isFetching || settled !== wire,
    problems: useMemo(
      () => listProblems(check.data, check.error, definition),
      [check.data, check.error, definition],
    ),
  };
}

function useSaving(campaign: Campaign, name: string, definition: CampaignDefinition) {
  const queryClient = useQueryClient();
  const [saving, setSaving] = useState<SaveState>({ kind: 'saved' });
  const revision = useRef(campaign.revision);
  const [saver] = useState(() =>
    createSaver({
      initial: { name: campaign.name, definition: toWire(campaign.definition) },
      pauseMs: SAVE_PAUSE_MS,
      onState: setSaving,
      save: async (value) => {
        const saved = await saveCampaign(campaign.id, { ...value, revision: revision.current });
        revision.current = saved.revision;
        queryClient.setQueryData(campaignQuery(campaign.id).queryKey, saved);
      },
    }),
  );
  useEffect(() => saver.change({ name: name.trim(), definition }), [saver, name, definition]);
  useEffect(() => () => void saver.flush(), [saver]);
  const adopt = (next: CampaignDefinition, at: number) => {
    revision.current = at;
    saver.adopt({ name: name.trim(), definition: toWire(next) });
    queryClient.setQueryData(campaignQuery(campaign.id).queryKey, (before) =>
      before ? { ...before, definition: next, revision: at } : before,
    );
  };
  return { saving, flush: saver.flush, adopt };
}
