/** Where a visitor types the access key, and what the browser keeps of it: a pass, never the key. */
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { type Access, accessCookie, type Reader } from '../access.ts';
import type { WebParts } from '../door.ts';
import { createView } from '../view.ts';
import { documentHtml, type Leaf } from './document.ts';
import { sign } from './markup.ts';
import { pageHeaders } from './sheet.ts';
import { tongueOf, type Visit } from './visit.ts';

const passLastsSeconds = 180 * 86_400;
const formLimit = {
  maxSize: 4_096,
  onError: (context: Context) => context.text('a key is shorter\n', 413),
};
const longestPath = 300;

/** The form; where there is no key, only that nothing here is public. */
export async function keyPage(
  context: Context,
  visit: Visit,
  access: Access,
  by: Reader['by'],
): Promise<Response> {
  const leaf = keyLeaf(visit, access.hasKey, by === 'wrong-key');
  const text = String(await documentHtml(leaf, visit));
  return context.body(text, access.hasKey ? 401 : 403, pageHeaders);
}

function keyLeaf(visit: Visit, hasKey: boolean, isWrong: boolean): Leaf {
  const { voice, path, keep } = visit;
  const title = voice.say('page.private');
  const to = new URLSearchParams(keep).toString();
  const form = html`<form class="search" method="post" action="/key"><label class="hidden" for="key">${voice.say('page.key')}</label>
<input id="key" name="key" type="password" placeholder="${voice.say('page.key')}" autocomplete="current-password" required>
<input type="hidden" name="to" value="${to === '' ? path : `${path}?${to}`}"><button>${voice.say('page.key.go')}</button></form>`;
  const wrong = html`<p role="alert">${voice.say('page.key.wrong')}</p>`;
  return {
    title,
    tone: 'unknown',
    body: html`<section id="state" class="hero unknown"><h1>${sign('unknown')}<span>${title}</span></h1>${isWrong ? wrong : ''}${hasKey ? form : html`<p>${voice.say('page.private.next')}</p>`}</section>`,
  };
}

export function hangKey(web: Hono, parts: WebParts): void {
  const { access } = parts;
  const visitOf = (context: Context, path: string): Visit => ({
    ...tongueOf(context, parts),
    ...{ view: createView(parts, access.readerOf(context)), now: parts.now(), path, query: {} },
    mayOpen: false,
  });

  web.get('/key', (context) => keyPage(context, visitOf(context, '/'), access, 'nothing'));
  web.post('/key', bodyLimit(formLimit), async (context) => {
    const { key, to } = await context.req.parseBody().catch(() => ({ key: '', to: '' }));
    const path = ownPath(typeof to === 'string' ? to : '');
    const pass = access.passFor(typeof key === 'string' ? key : '');
    if (pass === undefined) return keyPage(context, visitOf(context, path), access, 'wrong-key');
    keepPass(context, pass, parts);
    return context.redirect(path, 303);
  });
}

/** Who came with the key in the address gets a pass, and an address without the key. */
export function withoutKey(
  context: Context,
  { by }: Reader,
  parts: WebParts,
): Response | undefined {
  const typed = context.req.query('key');
  const pass = by === 'key' && typed !== undefined ? parts.access.passFor(typed) : undefined;
  if (pass === undefined) return undefined;
  const url = new URL(context.req.url);
  url.searchParams.delete('key');
  keepPass(context, pass, parts);
  return context.redirect(`${url.pathname}${url.search}`, 303);
}

function keepPass(context: Context, pass: string, { publicUrl }: WebParts): void {
  setCookie(context, accessCookie, pass, {
    httpOnly: true,
    sameSite: 'Lax',
    secure: publicUrl?.startsWith('https:') ?? false,
    path: '/',
    maxAge: passLastsSeconds,
  });
}

/** A path of this page; anything that could lead elsewhere is its beginning. */
function ownPath(text: string): string {
  const base = 'http://own.invalid';
  const url = URL.parse(text.slice(0, longestPath), base);
  return url?.origin === base && text.startsWith('/') ? `${url.pathname}${url.search}` : '/';
}
