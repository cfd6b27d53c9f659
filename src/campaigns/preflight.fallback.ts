// The fallback that mends what a preflight found: one attribute, everywhere the draft outputs it without one.
import { invalid } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { addFallback } from '../templates/add-fallback.ts';
import type { CampaignDefinition } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { hideSecrets } from './campaign.request.ts';
import { listTexts, needsAttribute, replaceText } from './campaign.texts.ts';
import { getCampaign, saveDraft } from './campaigns.ts';

interface Fallback {
  attribute: string;
  value: string;
}

/** Pure. Refuses (`invalid`) where the attribute stands inside a tag: what should stand there only its author knows. */
export function withFallback(
  definition: CampaignDefinition,
  { attribute, value }: Fallback,
): { definition: CampaignDefinition; changed: string[] } {
  if (value.trim() === '')
    throw invalid('value', 'The fallback is empty.', 'Write what stands there instead.');
  const places = listTexts(definition).filter(({ text }) => needsAttribute(text, attribute));
  if (places.length === 0)
    throw invalid('attribute', `Nothing in this campaign needs ${attribute} without a fallback.`);
  const changed = places.map(({ field, text }) => ({ field, text: addFallback(text, attribute, value) }));
  const left = changed.find(({ text }) => needsAttribute(text, attribute));
  if (left)
    throw invalid(
      'attribute',
      `In ${left.field}, ${attribute} stands inside a tag or in what a filter takes, where no fallback can be added.`,
      `Write it there by hand: {% assign name = ${attribute} | default: 'there' %}.`,
    );
  return {
    definition: changed.reduce((whole, { field, text }) => replaceText(whole, field, text), definition),
    changed: changed.map(({ field }) => field),
  };
}

/** Changes the draft. Refuses (`conflict`) when somebody else changed it since `revision`. */
export async function addDraftFallback(
  needs: CampaignNeeds,
  actor: Actor,
  campaignId: number,
  { revision, ...fallback }: Fallback & { revision: number },
): Promise<{ revision: number; definition: CampaignDefinition; changed: string[] }> {
  const { name, definition } = await getCampaign(needs.db, actor.workspaceId, campaignId);
  const { definition: mended, changed } = withFallback(hideSecrets(definition), fallback);
  await saveDraft(needs, actor, campaignId, { name, definition: mended, revision });
  const after = await getCampaign(needs.db, actor.workspaceId, campaignId);
  return { revision: after.revision, definition: hideSecrets(after.definition), changed };
}
