// A definition as the form holds it, made fit to send: rows left blank while typing are dropped. Pure.
import type { CampaignDefinition, ConnectorBody, ConnectorRequest } from '../../../api/types.ts';
import { finishedGoals } from '../goals/goals.ts';
import { finishedTrigger } from '../trigger/unfinished.ts';

type Row = ConnectorRequest['params'][number];

const isBlank = (row: Row): boolean => row.name.trim() === '' && row.value === '';
const keep = <R extends Row>(rows: R[]): R[] => rows.filter((row) => !isBlank(row));

export function toWire(definition: CampaignDefinition): CampaignDefinition {
  const { request, experiment } = definition;
  return {
    ...definition,
    trigger: finishedTrigger(definition.trigger),
    goals: finishedGoals(definition.goals),
    request: request && wireRequest(request),
    content: definition.content.map((source) => ({
      ...source,
      url: wireAddress(source.url),
      headers: keep(source.headers),
    })),
    experiment: experiment && {
      ...experiment,
      variants: experiment.variants.map((one) => ({
        ...one,
        content: one.content && {
          ...one.content,
          request: one.content.request && wireRequest(one.content.request),
        },
      })),
    },
  };
}

const wireAddress = (url: string): string => (url.trim() === '' ? 'https://' : url);

const wireRequest = (request: ConnectorRequest): ConnectorRequest => ({
  ...request,
  url: wireAddress(request.url),
  params: keep(request.params),
  headers: keep(request.headers),
  body: wireBody(request.body),
});

function wireBody(body: ConnectorBody): ConnectorBody {
  if (body.kind !== 'form' && body.kind !== 'json_rows') return body;
  const rows = keep(body.rows);
  return rows.length > 0 ? { ...body, rows } : { kind: 'none' };
}
