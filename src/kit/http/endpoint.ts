// A route is data: one description checks the request, checks the reply, and makes the API document.
// Contract files describe, route files serve, `serveEndpoint` is the only bridge to Fastify.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { readInput, refuseInput } from '../read-input.ts';
import type { Actor, Permission } from './actor.ts';

const fieldConflict = z.object({
  field: z.string(),
  theirs: z.unknown().describe('What it is now'),
  yours: z.unknown().describe('What was sent'),
  by: z.string().nullable().describe('Whose the present value is; null: not kept any more'),
  at: z.iso.datetime().nullable(),
});

/** What every refused request answers. */
export const errorReply = z
  .object({
    error: z.object({
      kind: z.string(),
      message: z.string().describe('What is wrong, in a sentence'),
      field: z.string().optional().describe('Where it is wrong, as a path into the request'),
      remedy: z.string().optional().describe('What to do about it'),
      issues: z
        .array(z.object({ field: z.string(), message: z.string(), remedy: z.string().optional() }))
        .optional(),
      conflict: z
        .object({ revision: z.number().int(), fields: z.array(fieldConflict) })
        .optional()
        .describe('Fields that somebody else changed too'),
    }),
  })
  .meta({ id: 'Error' });

type Shape = z.ZodType;

export interface Contract<P extends Shape, Q extends Shape, B extends Shape, R extends Shape> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string; // '/api/segments/:id'
  tag: string;
  summary: string;
  permission: Permission;
  params?: P;
  query?: Q;
  body?: B;
  reply: R;
}

/** Only there to infer the types of a contract; it changes nothing. */
export function contract<
  R extends Shape,
  P extends Shape = z.ZodUndefined,
  Q extends Shape = z.ZodUndefined,
  B extends Shape = z.ZodUndefined,
>(description: Contract<P, Q, B, R>): Contract<P, Q, B, R> {
  return description;
}

export interface Call<P extends Shape, Q extends Shape, B extends Shape> {
  params: z.output<P>;
  query: z.output<Q>;
  body: z.output<B>;
  actor: Actor;
}

/** Registers a route. The handler gets parsed input and who is asking; what it returns is checked by `reply`. */
export function serveEndpoint<P extends Shape, Q extends Shape, B extends Shape, R extends Shape>(
  app: FastifyInstance,
  description: Contract<P, Q, B, R>,
  handle: (call: Call<P, Q, B>) => Promise<z.input<R>>,
): void {
  const { method, path, tag, summary, permission, params, query, body, reply } = description;
  app.route({
    method,
    url: path,
    config: { permission },
    schema: {
      summary,
      tags: [tag],
      ...(params && { params }),
      querystring: query ?? NOTHING,
      ...(body && { body }),
      response: { 200: reply, '4xx': errorReply, '5xx': errorReply },
    },
    handler: async (request) => {
      const { params, query, body, actor } = request;
      if (description.body === undefined) refuseBody(body);
      return handle({ params, query, body, actor } as Call<P, Q, B>);
    },
  });
}

/** What asks for nothing and is told something was meant for another address, or is misunderstood. */
const NOTHING = z.object({});

/** It is no part of the API's description that nothing may be sent, so it is not a schema of the route. */
function refuseBody(body: unknown): void {
  const { faults } = readInput(NOTHING, body ?? {}, 'body');
  if (faults !== null) throw refuseInput(faults);
}
