// Content blocks written into a definition, when its plan is made: what was published stays what it was.
import type { Db } from '../kit/db.ts';
import { AppError, invalid } from '../kit/errors.ts';
import {
  type BlockPlace,
  type Blocks,
  expandBlocks,
  MAX_BLOCK_DEPTH,
  MAX_EXPANDED,
} from '../templates/expand-blocks.ts';
import type { CampaignDefinition, Problem } from './campaign.contract.ts';
import { problemAt } from './campaign.problem.ts';
import { listTexts, replaceText } from './campaign.texts.ts';
import { listBlocks } from './content-blocks.queries.ts';

/** By name in lower case. */
export async function readBlocks(db: Db, workspaceId: string): Promise<Blocks> {
  const blocks = await listBlocks(db, workspaceId);
  return new Map(blocks.map(({ name, body }) => [name.toLowerCase(), body]));
}

/** Refuses (`invalid`, at `field`) an unknown block, a circle and what is beyond a limit. */
export function expandText(
  text: string,
  blocks: Blocks,
  { field, place = 'text' }: { field: string; place?: BlockPlace },
): { text: string } {
  const expanded = expandBlocks(text, blocks, place);
  if (expanded.ok) return expanded;
  const { name } = expanded;
  switch (expanded.fault) {
    case 'unknown':
      throw invalid(
        field,
        `There is no content block called ${name}.`,
        'Write it under Content blocks, or choose another one.',
      );
    case 'circle':
      throw invalid(
        field,
        `The content block ${name} holds itself.`,
        `Take it out of the blocks within ${name}.`,
      );
    case 'deep':
      throw invalid(
        field,
        `The content block ${name} stands in more than ${MAX_BLOCK_DEPTH} others.`,
        'Put its text into the block around it.',
      );
    case 'long':
      throw invalid(
        field,
        `With its content blocks this text is longer than ${MAX_EXPANDED.toLocaleString('en-US')} characters.`,
        `Shorten ${name}, or use it once.`,
      );
  }
}

/** The definition with the texts of its blocks in it, and what is wrong with them. */
export async function expandDefinition(
  db: Db,
  workspaceId: string,
  definition: CampaignDefinition,
): Promise<{ definition: CampaignDefinition; problems: Problem[] }> {
  const texts = listTexts(definition).filter(({ text }) => text.includes('ContentBlock'));
  if (texts.length === 0) return { definition, problems: [] };
  const blocks = await readBlocks(db, workspaceId);
  const problems: Problem[] = [];
  let expanded = definition;
  for (const { field, text } of texts) {
    try {
      const place = isJsonBody(definition, field) ? 'json' : 'text';
      const written = expandText(text, blocks, { field, place });
      if (written.text !== text) expanded = replaceText(expanded, field, written.text);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems.push(problemAt(field, error.message, error.remedy ?? null));
    }
  }
  return { definition: expanded, problems };
}

/** A raw body is JSON by its content type: what is written in must not end the text it stands in. */
const isJsonBody = (definition: CampaignDefinition, field: string): boolean => {
  if (!field.endsWith('request.body.text')) return false;
  const path = field.split('.').slice(0, -1);
  const body = path.reduce<unknown>(
    (at, key) => (at as Record<string, unknown> | null)?.[key],
    definition as unknown,
  ) as { content_type?: string } | undefined;
  return /json/i.test(body?.content_type ?? '');
};
