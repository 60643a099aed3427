import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

const TAGS = [
  { name: 'chat', description: 'Talk with the persona in writing.' },
  { name: 'voice', description: 'Calls, speech to text and text to speech.' },
  { name: 'personas', description: 'Who the bot can be.' },
  { name: 'models', description: 'Language models, recognisers and voices.' },
  { name: 'system', description: 'How the process does.' },
  { name: 'logs', description: 'What happened.' },
  { name: 'events', description: 'What happens, as it happens.' },
  { name: 'webhooks', description: 'What happens, sent to you.' },
];

/** Offers the description of the API (OpenAPI 3.1, made from the schemas of the routes) at `/docs`. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/docs'))
      route.config = { ...route.config, scope: 'read', acceptsPassword: true };
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'aichat',
        version,
        description: 'The HTTP side of aichat. Tokens are made with `aichat token create`.',
        license: { name: 'GPL-3.0-or-later', identifier: 'GPL-3.0-or-later' },
      },
      // The server that the document came from.
      servers: [{ url: '/' }],
      tags: TAGS,
      security: [{ token: [] }],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true, theme: { title: 'aichat' } });
}
