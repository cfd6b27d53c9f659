// The operations on content blocks. What is published has their texts written in, so a change is for what is published after it.
import { writeAudit } from '../kit/audit.ts';
import type { Clock } from '../kit/clock.ts';
import { type Db, type Tx, withTransaction } from '../kit/db.ts';
import { conflict, invalid, notFound } from '../kit/errors.ts';
import type { Actor } from '../kit/http/actor.ts';
import { formatId } from '../kit/ids.ts';
import { type Blocks, listBlockNames } from '../templates/expand-blocks.ts';
import { compileTemplate } from '../templates/template.ts';
import { type BlockUse, MAX_BLOCKS } from './content-blocks.contract.ts';
import { expandText } from './content-blocks.expand.ts';
import {
  type BlockRow,
  deleteBlock,
  findBlock,
  insertBlock,
  isNameTaken,
  listBlocks,
  listNamingCampaigns,
  lockBlock,
  type NamingCampaign,
  updateBlock,
} from './content-blocks.queries.ts';

interface BlockNeeds {
  db: Db;
  clock: Clock;
}

interface BlockFields {
  name: string;
  body: string;
}

export async function getBlock(db: Db, workspaceId: string, blockId: number): Promise<BlockRow> {
  const block = await findBlock(db, workspaceId, blockId);
  if (!block) throw notFound(`content block ${formatId('blk', blockId)}`);
  return block;
}

/** Refuses (`invalid`) a name that is taken and a text that cannot be read. */
export function createBlock(needs: BlockNeeds, actor: Actor, fields: BlockFields): Promise<number> {
  return withTransaction(needs.db, async (tx) => {
    const blocks = await listBlocks(tx, actor.workspaceId);
    if (blocks.length >= MAX_BLOCKS)
      throw conflict(`There are ${MAX_BLOCKS} content blocks already.`, 'Delete some that nothing uses.');
    await refuseFaults(tx, actor.workspaceId, { ...fields, blocks, before: null });
    const now = needs.clock.now();
    const id = await insertBlock(tx, actor.workspaceId, { ...fields, now });
    await audit(tx, needs, actor, { blockId: id, deed: 'created' });
    return id;
  });
}

/**
 * Refuses (`conflict`) when somebody else changed it since `updatedAt`, and a new name while drafts or other blocks hold the
 * old one.
 */
export function changeBlock(
  needs: BlockNeeds,
  actor: Actor,
  { blockId, updatedAt, ...fields }: BlockFields & { blockId: number; updatedAt: Date },
): Promise<void> {
  return withTransaction(needs.db, async (tx) => {
    const { workspaceId } = actor;
    const before = await lockBlock(tx, workspaceId, blockId);
    if (!before) throw notFound(`content block ${formatId('blk', blockId)}`);
    if (before.updatedAt.getTime() !== updatedAt.getTime())
      throw conflict(
        'Somebody else changed this content block in the meantime.',
        'Load it again, then make your change.',
      );
    const blocks = await listBlocks(tx, workspaceId);
    await refuseFaults(tx, workspaceId, { ...fields, blocks, before });
    if (before.name.toLowerCase() !== fields.name.toLowerCase())
      refuseWhileUsed(await listUses(tx, workspaceId, before), 'be called otherwise');
    await updateBlock(tx, workspaceId, { blockId, ...fields, now: needs.clock.now() });
    await audit(tx, needs, actor, { blockId, deed: 'changed' });
  });
}

export function removeBlock(needs: BlockNeeds, actor: Actor, blockId: number): Promise<void> {
  return withTransaction(needs.db, async (tx) => {
    const block = await lockBlock(tx, actor.workspaceId, blockId);
    if (!block) throw notFound(`content block ${formatId('blk', blockId)}`);
    refuseWhileUsed(await listUses(tx, actor.workspaceId, block), 'be deleted');
    await deleteBlock(tx, actor.workspaceId, blockId);
    await audit(tx, needs, actor, { blockId, deed: 'deleted' });
  });
}

/** Whatever holds it, other blocks first: also through another block. */
export async function listUses(db: Db, workspaceId: string, { name }: { name: string }): Promise<BlockUse[]> {
  const blocks = await listBlocks(db, workspaceId);
  const holders = holdersOf(name, blocks);
  const isHeld = (definition: unknown): boolean => listNamesIn(definition).some((one) => holders.has(one));
  const campaigns = await listNamingCampaigns(db, workspaceId);
  return [
    ...blocks
      .filter((one) => listBlockNames(one.body).some((held) => held.toLowerCase() === name.toLowerCase()))
      .map(
        ({ blockId, name: holder }): BlockUse => ({
          ...{ kind: 'block', id: formatId('blk', blockId), name: holder, state: null, holds: 'draft' },
        }),
      ),
    ...campaigns.flatMap((one) => useOf(one, isHeld)),
  ];
}

function useOf(
  { campaignId, name, state, definition, published }: NamingCampaign,
  isHeld: (definition: unknown) => boolean,
): BlockUse[] {
  const isPublished = published !== null && isHeld(published);
  // What is published is its own draft until somebody changes it.
  const isDrafted = isHeld(definition) && (published === null || isPublished === false || state === 'draft');
  if (!isPublished && !isDrafted) return [];
  const holds = isPublished && isDrafted ? 'both' : isPublished ? 'published' : 'draft';
  return [{ kind: 'campaign', id: formatId('cmp', campaignId), name, state, holds }];
}

/** The block and those that hold it, in lower case. */
function holdersOf(name: string, blocks: readonly BlockRow[]): ReadonlySet<string> {
  const holders = new Set([name.toLowerCase()]);
  for (const open of holders)
    for (const one of blocks)
      if (listBlockNames(one.body).some((held) => held.toLowerCase() === open))
        holders.add(one.name.toLowerCase());
  return holders;
}

function listNamesIn(value: unknown): string[] {
  if (typeof value === 'string') return listBlockNames(value).map((name) => name.toLowerCase());
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(listNamesIn);
}

function refuseWhileUsed(uses: readonly BlockUse[], what: string): void {
  const [first] = uses.filter(({ holds }) => holds !== 'published');
  if (first === undefined) return;
  const holder = first.kind === 'block' ? `the content block ${first.name}` : `the campaign ${first.name}`;
  throw conflict(`It cannot ${what}: ${holder} holds it.`, 'Take it out there first.');
}

async function refuseFaults(
  tx: Tx,
  workspaceId: string,
  { name, body, blocks, before }: BlockFields & { blocks: readonly BlockRow[]; before: BlockRow | null },
): Promise<void> {
  const butFor = before?.blockId ?? null;
  if (await isNameTaken(tx, workspaceId, { name, butFor }))
    throw invalid('name', `There is a content block called ${name} already.`, 'Give it another name.');
  const others = blocks.filter(({ blockId }) => blockId !== butFor);
  const all: Blocks = new Map([...others, { name, body }].map((one) => [one.name.toLowerCase(), one.body]));
  // As a message would hold it: a circle shows, and how deep it is.
  const { text } = expandText(`{{ ContentBlock['${name}'] }}`, all, { field: 'body' });
  compileTemplate(text, 'none', 'body');
}

function audit(
  tx: Tx,
  { clock }: BlockNeeds,
  { workspaceId, name }: Actor,
  { blockId, deed }: { blockId: number; deed: string },
): Promise<void> {
  const subject = formatId('blk', blockId);
  return writeAudit(tx, {
    workspaceId,
    actor: name,
    action: `content_block.${deed}`,
    subject,
    at: clock.now(),
  });
}
