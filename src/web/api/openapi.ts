/** The description of the API in OpenAPI 3.1, made of the operations and shapes that answer. Pure. */
import { z } from 'zod';
import type { Operation } from './operation.ts';
import { problem, shapes } from './shapes.ts';

export type About = { readonly version: string; readonly server: string };

type Json = Readonly<Record<string, unknown>>;

export function describeApi(operations: readonly Operation[], about: About): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tocsin',
      version: about.version,
      summary: 'Which services are down, since when, and why.',
      description:
        'Read-only. Strangers see what the operator has made public; the access key opens the rest. Answers bear an ETag. New fields may come; none goes away within a version.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: about.server }],
    security: [{}, { bearer: [] }, { query: [] }],
    paths: Object.fromEntries(operations.map((one) => [one.path, { get: describe(one) }])),
    components: {
      schemas: schemas(),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'ACCESS_KEY of the operator.' },
        query: { type: 'apiKey', in: 'query', name: 'key' },
      },
    },
  };
}

function describe({ id, path, summary, query, answer }: Operation): Json {
  const isOfOne = path.includes('{');
  return {
    operationId: id,
    summary,
    parameters: [...pathParameters(path), ...queryParameters(query)],
    responses: {
      200: said('What was asked for.', answer),
      304: { description: 'Nothing has changed since the answer that bore this ETag.' },
      400: said('A parameter is wrong.', problem),
      401: said('An access key is needed, or it is another one.', problem),
      403: said('Nothing here is public, and there is no access key.', problem),
      ...((isOfOne || 'service' in query.shape) && {
        404: said('There is no such thing here, or it may not be seen.', problem),
      }),
    },
  };
}

function said(description: string, shape: z.ZodType): Json {
  const schema = { $ref: refTo(shapes.get(shape)?.id ?? '') };
  return { description, content: { 'application/json': { schema } } };
}

function refTo(id: string): string {
  return `#/components/schemas/${id}`;
}

function pathParameters(path: string): readonly Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true, schema: { type: 'string', maxLength: 200 } },
    description: name === 'service' ? 'A service, by its id or any of its names.' : 'Its id.',
  }));
}

function queryParameters(query: z.ZodObject): readonly Json[] {
  const { properties = {} } = z.toJSONSchema(query);
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = schema as { description?: string };
    return { name, in: 'query', ...(description && { description }), schema: rest };
  });
}

function schemas(): Json {
  const { schemas: all } = z.toJSONSchema(shapes, { uri: refTo, io: 'input' });
  return Object.fromEntries(
    Object.entries(all).map(([id, { $schema: _schema, $id: _id, ...shape }]) => [id, shape]),
  );
}
