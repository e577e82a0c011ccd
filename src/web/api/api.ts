/** `/api/v1`: all that may be known, as JSON for programs; described at `/api/v1/openapi.json`. */
import { version } from '../../version.ts';
import { type Asked, createAnswers, json, notFound } from '../answer.ts';
import type { Door } from '../door.ts';
import { describeApi } from './openapi.ts';
import { isNear, readQuery } from './operation.ts';
import { operationsOf } from './operations.ts';

const root = '/api/v1';

export const hangApi: Door = (web, parts) => {
  const answerAt = createAnswers(web, parts);
  const operations = operationsOf(parts);

  for (const { path, query: shape, tell, forSeconds } of operations) {
    const tellShaped = async (asked: Asked) => {
      const read = readQuery(shape, asked.query);
      if ('wrong' in read) return json({ ...read.wrong, code: 'bad-query' }, { status: 400 });
      const told = await tell(asked, read.query);
      if (told === undefined) return notFound(`not here; ${root}/services lists what is`);
      return json(told, forSeconds === undefined ? {} : { forSeconds });
    };
    const isMeant = (name: string) => isNear(name, shape);
    answerAt(`${root}${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, tellShaped, isMeant);
  }

  // What the API is like is no secret, and who has no key yet reads here how to send one.
  const description = describeApi(operations, { version, server: root });
  web.get(`${root}/openapi.json`, (context) => {
    const base = parts.publicUrl ?? new URL(context.req.url).origin;
    context.header('access-control-allow-origin', '*');
    context.header('cross-origin-resource-policy', 'cross-origin');
    context.header('cache-control', 'public, max-age=300');
    return context.json({ ...description, servers: [{ url: `${base}${root}` }] });
  });
};
