// Content blocks over HTTP: each route is one call.
import type { FastifyInstance } from 'fastify';
import { serveEndpoint } from '../kit/http/endpoint.ts';
import { formatId, parseId } from '../kit/ids.ts';
import type { CampaignNeeds } from './campaign.needs.ts';
import { readTextFor } from './campaign.preview.ts';
import { type ContentBlock, contentBlockRoutes as routes } from './content-blocks.contract.ts';
import { expandText, readBlocks } from './content-blocks.expand.ts';
import { type BlockRow, listBlocks } from './content-blocks.queries.ts';
import { changeBlock, createBlock, getBlock, listUses, removeBlock } from './content-blocks.ts';

export function registerContentBlockRoutes(app: FastifyInstance, needs: CampaignNeeds): void {
  const { db } = needs;
  const view = async (workspaceId: string, blockId: number) => show(await getBlock(db, workspaceId, blockId));

  serveEndpoint(app, routes.list, async ({ actor }) => ({
    blocks: (await listBlocks(db, actor.workspaceId)).map(show),
  }));
  serveEndpoint(app, routes.create, async ({ body, actor }) =>
    view(actor.workspaceId, await createBlock(needs, actor, body)),
  );
  serveEndpoint(app, routes.get, async ({ params, actor }) => {
    const block = await getBlock(db, actor.workspaceId, parseId('blk', params.id));
    return { block: show(block), used_in: await listUses(db, actor.workspaceId, block) };
  });
  serveEndpoint(app, routes.update, async ({ params, body, actor }) => {
    const blockId = parseId('blk', params.id);
    await changeBlock(needs, actor, { ...body, blockId, updatedAt: new Date(body.updated_at) });
    return view(actor.workspaceId, blockId);
  });
  serveEndpoint(app, routes.remove, async ({ params, actor }) => {
    await removeBlock(needs, actor, parseId('blk', params.id));
    return { deleted: true as const };
  });
  serveEndpoint(app, routes.preview, async ({ body, actor }) => {
    const { text } = expandText(body.body, await readBlocks(db, actor.workspaceId), { field: 'body' });
    return readTextFor(needs, actor, { text, recipient: body.recipient });
  });
}

const show = ({ blockId, name, body, createdAt, updatedAt }: BlockRow): ContentBlock => ({
  ...{ id: formatId('blk', blockId), name, body },
  created_at: createdAt.toISOString(),
  updated_at: updatedAt.toISOString(),
});
