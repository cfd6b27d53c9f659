// What a request brings, held against the schemas of its route. A slip of the pen in a body or a query is refused by name: left out
// in silence, it would be a cap that never held. Our own contracts only; what speaks in other people's formats has no schema here.
import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { readInput, refuseInput } from '../read-input.ts';

const ROOTS: Readonly<Record<string, string>> = { querystring: 'query' };

/** For every route with a schema, in place of the parser's own. */
export const inputCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart = 'body' }) =>
  (input) => {
    const { value, faults } = readInput(schema, input, ROOTS[httpPart] ?? httpPart);
    return faults === null ? { value } : { error: refuseInput(faults) };
  };
