/** What has arrived while this process was too busy to read it. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createEyes, look } from '../../src/probes/index.ts';

const asked = 0;
const stalling = 1;

/** Lives in another thread, so that it answers while this one stands still, and not before. */
const server = `
  const { parentPort, workerData: states } = require('node:worker_threads');
  const events = [{ eventAction: 'expiration', eventDate: '2099-01-01T00:00:00Z' }];
  const body = JSON.stringify({ objectClassName: 'domain', events });
  const lab = require('node:net').createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      Atomics.store(states, ${asked}, 1);
      Atomics.wait(states, ${stalling}, 0);
      socket.end('HTTP/1.1 200 OK\\r\\nContent-Length: ' + body.length + '\\r\\n\\r\\n' + body);
    });
  });
  lab.listen(0, '127.0.0.1', () => parentPort.postMessage(lab.address().port));
`;

test.for(['http://HERE/', 'domain://example.com?server=http://HERE'])(
  'an answer that came in time is not late because we were: %s',
  async (written) => {
    const states = new Int32Array(new SharedArrayBuffer(8));
    const worker = new Worker(server, { eval: true, workerData: states });
    const [port] = await once(worker, 'message');
    const eyes = createEyes();
    const target = written.replace('HERE', `127.0.0.1:${port}`);
    const looking = look({ target, timeoutMs: 2_000, expect: undefined }, eyes);
    while (Atomics.load(states, asked) === 0) await new Promise((done) => setImmediate(done));
    Atomics.store(states, stalling, 1);
    Atomics.notify(states, stalling);
    Atomics.wait(states, asked, 1, 2_500);
    const reading = await looking;
    expect(reading.cause).toBeUndefined();
    expect(reading.tookMs).toBeGreaterThan(2_400);
    eyes.close();
    await worker.terminate();
  },
);
