/** What stands before every door: headers that keep browsers from doing more than show, and no surprises. */
import type { Context, Hono } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { WebParts } from './door.ts';

/** For everything; a door that needs another value sets its own. */
const headers: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // An address may hold the access key.
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-store',
};

export function hangGuards(web: Hono, { onBug }: Pick<WebParts, 'onBug'>): void {
  web.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(headers)) {
      if (!context.res.headers.has(name)) context.res.headers.set(name, value);
    }
  });
  web.use(methodNotAllowed({ app: web, onMethodNotAllowed: notSo }));
  web.onError((error, context) => {
    onBug(error, context.req.path);
    return context.json({ error: 'an error of our own; it has been noted', code: 'internal' }, 500);
  });
}

function notSo(context: Context, methods: readonly string[]): Response {
  const allow = methods.join(', ');
  context.header('allow', allow);
  return context.json({ error: `not so; this path takes ${allow}`, code: 'bad-method' }, 405);
}
