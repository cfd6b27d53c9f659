// GET /sandbox/templates: the utility templates of a Page with their states, for whoever plays the review.
import type { ControlRequest } from './control.ts';
import { getPage } from './errors.ts';

/** Those that wait for a decision first, then the newest. Decisions: POST /sandbox/pages/{id}/actions, type `template`. */
export function listTemplates({ world, query }: ControlRequest): unknown {
  const page = getPage(world, query['page_id']);
  return world.items
    .list('template', page.id)
    .toSorted((a, b) => waits(b.status) - waits(a.status) || b.createdAt - a.createdAt)
    .map((template) => ({
      id: template.id,
      name: template.name,
      language: template.language,
      status: template.status,
      rejected_reason: template.rejectedReason,
      body: template.components.find(({ type }) => type === 'BODY')?.['text'] ?? null,
      review_at: template.reviewAt === null ? null : new Date(template.reviewAt).toISOString(),
    }));
}

function waits(status: string): number {
  return status === 'PENDING' || status === 'IN_APPEAL' ? 1 : 0;
}
