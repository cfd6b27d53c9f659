// The API's description: printed from the contracts, served at /api/openapi.json with a page to read it at /api/docs.
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

/** Call it before any route is registered: it collects them as they come. */
export async function registerApiDescription(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Talaria',
        version: '0.1.0',
        description:
          'Facebook Messenger campaigns on your own machine. Programs send `Authorization: Bearer <API key>`; make one under Settings → API keys.',
      },
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer' },
          workspace: {
            type: 'http',
            scheme: 'basic',
            description: 'Workspace id as user name, an API key as password',
          },
        },
      },
      security: [{ key: [] }],
    },
    transform: (route) => {
      const { schema, url } = jsonSchemaTransform(route);
      return { schema: closeObjects(schema) as typeof schema, url };
    },
    transformObject: (document) => closeObjects(jsonSchemaTransformObject(document)) as object,
  });
  app.get('/api/openapi.json', { config: { permission: 'public' }, schema: { hide: true } }, () =>
    app.swagger(),
  );
  await app.register(swaggerUi, { routePrefix: '/api/docs' });
}

/** Words that a schema does not name are refused (see `inputCompiler`), so the description says so wherever there are names. */
function closeObjects(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closeObjects);
  if (typeof part !== 'object' || part === null) return part;
  const closed = Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, VALUES.has(key) ? value : closeObjects(value)]),
  );
  const isOpen = 'additionalProperties' in closed || closed['type'] !== 'object';
  return isOpen || !isNamed(closed['properties']) ? closed : { ...closed, additionalProperties: false };
}

/** Not schemas, though they may look like one. */
const VALUES: ReadonlySet<string> = new Set(['default', 'example', 'examples', 'enum', 'const']);

const isNamed = (properties: unknown): boolean => typeof properties === 'object' && properties !== null;

/** The document as it is committed in openapi.json. */
export async function printApiDescription(app: FastifyInstance): Promise<string> {
  await app.ready();
  return `${JSON.stringify(app.swagger(), null, 2)}\n`;
}
