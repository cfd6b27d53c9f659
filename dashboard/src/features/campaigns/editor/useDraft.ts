// The draft in hand: its name and definition, saved by themselves, and what the service finds wrong with them.
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { campaignCheckQuery } from '../../../api/campaigns.ts';
import type {
  Campaign,
  CampaignCheck,
  CampaignDefinition,
  ComposedMessage,
  ConnectorRequest,
  Problem,
} from '../../../api/types.ts';
import { type Kept, keep, NOTHING_KEPT, switchWhat, type What } from '../what/what.ts';
import { keepForm } from './keepForm.ts';
import { listProblems } from './problems.ts';
import { type Saving, useSaving } from './useSaving.ts';
import { toWire } from './wire.ts';

const CHECK_PAUSE_MS = 400;

export interface DraftHandle extends Omit<Saving, 'adopt'> {
  /** The field a problem led to, as the address of the screen says. */
  shownField: string | undefined;
  campaign: Campaign;
  name: string;
  tags: string[];
  definition: CampaignDefinition;
  /** The definition as it is sent: without blank rows. */
  wire: CampaignDefinition;
  /** The same a moment later, when typing has paused. */
  settled: CampaignDefinition;
  setName: (name: string) => void;
  setTags: (tags: string[]) => void;
  change: (patch: Partial<CampaignDefinition>) => void;
  /** The same, of what it is by then: for changes that come one upon the other. */
  changeBy: (patch: (before: CampaignDefinition) => Partial<CampaignDefinition>) => void;
  changeRequest: (patch: Partial<ConnectorRequest>) => void;
  changeComposed: (patch: (before: ComposedMessage) => Partial<ComposedMessage>) => void;
  /** Another kind of content; what was entered for the present one comes back when it is chosen again. */
  changeWhat: (what: What) => void;
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
  const [tags, setTags] = useState(campaign.tags);
  const content = useMemo(() => ({ name, tags, definition: wire }), [name, tags, wire]);
  const { adopt, ...saving } = useSaving(campaign, content, (theirs) => {
    setName(theirs.name);
    setTags(theirs.tags);
    setDefinition((form) => keepForm(form, theirs.definition));
  });
  const [settled] = useDebouncedValue(wire, CHECK_PAUSE_MS);
  const check = useQuery(campaignCheckQuery(campaign.id, settled));
  return {
    shownField,
    campaign,
    name,
    tags,
    definition,
    wire,
    settled,
    setName,
    setTags,
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
    ...saving,
    adopt: (next, revision) => {
      adopt({ name: name.trim(), tags, definition: next }, revision);
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
