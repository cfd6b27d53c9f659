// The fallback that mends what a preflight found: one attribute, everywhere the draft outputs it without one.
import { listContents } from '../delivery/plan-contents.ts';
import { conflict, invalid } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { addFallback, type TextKind } from '../templates/add-fallback.ts';
import type { CampaignDefinition } from './campaign.contract.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { hideSecrets } from './campaign.request.ts';
import { listTexts, needsAttribute, replaceText } from './campaign.texts.ts';
import { getCampaign } from './campaigns.ts';
import { findNewFault } from './preflight.new-fault.ts';
import { saveDraft } from './revisions.ts';

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
  const changed = places.map(({ field, text }) => ({
    field,
    text: addFallback(text, attribute, value, kindOf(definition, field)),
  }));
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

const ADDRESS = /(?:^|\.)message\.message\..*\.(?:url|image_url|fallback_url|coupon_url)$/;
const CALL = /^(?:experiment\.variants\.\d+\.content\.)?request\.url$|^content\.\d+\.url$/;
const BUTTON = /^(?<at>.*?)routes\.(?<route>\d+)\.template\.buttons\.(?<button>\d+)\.value$/;

function kindOf(definition: CampaignDefinition, field: string): TextKind {
  if (CALL.test(field)) return 'encoded';
  if (ADDRESS.test(field)) return 'address';
  const { at = '', route, button: place } = BUTTON.exec(field)?.groups ?? {};
  const content = listContents(definition).find((one) => one.at === at);
  const step = content?.routes[Number(route)];
  const button = step?.kind === 'utility' ? step.template.buttons[Number(place)] : undefined;
  return button?.type === 'URL' ? 'address_end' : 'text';
}

/**
 * Changes the draft. Refuses (`conflict`) when somebody else changed it since `revision`, and (`invalid`) what the draft
 * could not be published with.
 */
export async function addDraftFallback(
  needs: CampaignNeeds,
  actor: Actor,
  campaignId: number,
  { revision, ...fallback }: Fallback & { revision: number },
): Promise<{ revision: number; definition: CampaignDefinition; changed: string[] }> {
  const { name, definition, revision: stored } = await getCampaign(needs.db, actor.workspaceId, campaignId);
  if (stored !== revision)
    throw conflict(
      'Somebody else changed this campaign in the meantime.',
      'Load it again, then make your change.',
    );
  const { definition: mended, changed } = withFallback(definition, fallback);
  const fault = await findNewFault(needs, actor.workspaceId, {
    before: definition,
    after: mended,
    attribute: fallback.attribute,
  });
  if (fault !== null)
    throw invalid(
      'value',
      `With this fallback the draft could not be sent: ${fault}`,
      'Nothing was changed. Write another fallback, or mend the text by hand.',
    );
  await saveDraft(needs, actor, campaignId, { name, definition: hideSecrets(mended), revision });
  const after = await getCampaign(needs.db, actor.workspaceId, campaignId);
  return { revision: after.revision, definition: hideSecrets(after.definition), changed };
}
