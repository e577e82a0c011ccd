/** One request to a chat network: what comes back, and what ends it. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createPort, type Server, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createCall } from '../../src/platforms/call.ts';

async function listening(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function serving(answer: RequestListener): Promise<string> {
  return `http://${await listening(createServer(answer))}`;
}

const limitMs = 10_000;

test('what was asked arrives, and what was answered comes back', async () => {
  const origin = await serving(async (request, response) => {
    const said = await request.toArray();
    response.writeHead(200, { 'X-Asked': [`${request.method} ${request.url}`, 'twice'] });
    response.end(`${request.headers['x-who']}: ${said.join('')}`);
  });
  const call = createCall({ limitMs });
  const headers = { 'x-who': 'Ana' };
  const answer = await call(`${origin}/a?b=c`, { method: 'POST', headers, body: '在吗？' });
  expect(answer).toMatchObject({ status: 200, statusText: 'OK', ok: true });
  expect(answer.headers.get('x-asked')).toBe('POST /a?b=c,twice');
  expect(await answer.text()).toBe('Ana: 在吗？');
});

test('a form with a file arrives whole', async () => {
  const origin = await serving(async (request, response) => {
    const whole = Buffer.concat(await request.toArray());
    const type = request.headers['content-type'] ?? '';
    const form = await new Response(whole, { headers: { 'content-type': type } }).formData();
    const file = form.get('picture') as File;
    response.end(JSON.stringify({ name: file.name, bytes: file.size, note: form.get('note') }));
  });
  const form = new FormData();
  form.set('picture', new Blob([new Uint8Array(70_000)]), 'chart.png');
  form.set('note', 'beside it');
  const answer = await createCall({ limitMs })(origin, { method: 'POST', body: form });
  expect(await answer.json()).toEqual({ name: 'chart.png', bytes: 70_000, note: 'beside it' });
});

test('a redirect is an answer, and hints before an answer are none', async () => {
  const origin = await serving((_, response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  const answer = await createCall({ limitMs })(origin);
  expect(answer).toMatchObject({ status: 302, ok: false });
  expect(answer.headers.get('location')).toBe('/elsewhere');
  expect(answer.headers.get('link')).toBeNull();
  expect(await answer.text()).toBe('');
});

test('no answer in time may have been heard, even when it has begun', async () => {
  const origin = await serving((request, response) => {
    if (request.url === '/drip') response.write('never ');
  });
  const call = createCall({ limitMs: 100 });
  for (const path of ['/silence', '/drip']) {
    await expect(call(origin + path)).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
  }
});

test('no connection in time was not heard, and never will be', async () => {
  const heard: string[] = [];
  const server = createPort((socket) => socket.on('data', (bytes) => heard.push(`${bytes}`)));
  // It takes the connection, and says nothing to the greeting of TLS.
  const place = await listening(server);
  const call = createCall({ limitMs: 100 });
  const asked = call(`https://${place}`, { method: 'POST', body: 'down' });
  await expect(asked).rejects.toMatchObject({ code: 'UND_ERR_CONNECT_TIMEOUT' });
  expect(heard.join('')).not.toContain('POST');
});

test('nobody there is told apart from everything else', async () => {
  const server = createPort();
  const place = await listening(server);
  server.close();
  await expect(createCall({ limitMs })(`http://${place}`)).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
});

test('a call that is cut off fails', async () => {
  const origin = await serving((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half');
    setImmediate(() => response.destroy());
  });
  await expect(createCall({ limitMs })(origin)).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
});

test('an answer without end is not read to its end', async () => {
  const chunk = Buffer.alloc(1024 * 1024);
  const origin = await serving((_, response) => {
    const pour = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', pour).on('error', () => undefined);
    pour();
  });
  await expect(createCall({ limitMs })(origin)).rejects.toMatchObject({
    code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE',
  });
});

test('stopping ends what is under way, and nothing begins after it', async () => {
  const asked: string[] = [];
  const stopping = new AbortController();
  const origin = await serving((request) => {
    asked.push(request.url ?? '');
    stopping.abort(new Error('the bot stops'));
  });
  const call = createCall({ limitMs, stopping: stopping.signal });
  await expect(call(`${origin}/before`)).rejects.toThrow('the bot stops');
  await expect(call(`${origin}/after`)).rejects.toThrow('the bot stops');
  expect(asked).toEqual(['/before']);
});

test('what stops while a form is put together is never sent', async () => {
  const asked: string[] = [];
  const stopping = new AbortController();
  const origin = await serving((request) => void asked.push(request.url ?? ''));
  const form = new FormData();
  form.set('picture', new Blob([new Uint8Array(70_000)]), 'chart.png');
  const call = createCall({ limitMs, stopping: stopping.signal });
  const answer = call(origin, { method: 'POST', body: form });
  stopping.abort(new Error('the bot stops'));
  await expect(answer).rejects.toThrow('the bot stops');
  expect(asked).toEqual([]);
});
