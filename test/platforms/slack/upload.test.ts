/** Charts as pictures on Slack, after answers that have said the same in words. */
import { afterEach, expect, test, vi } from 'vitest';
import type { Chart } from '../../../src/message.ts';
import type { Draw } from '../../../src/platforms/slack/upload.ts';
import { botUser } from '../../peers/slack.ts';
import { createStage, type Stage } from './stage.ts';

const chart: Chart = {
  title: 'WhatsApp: response time',
  note: '100 ms',
  alt: 'WhatsApp: response time: 100 ms',
  columns: [{ ms: 100, failed: 0 }],
  heights: [{ ms: 100, label: '100 ms' }],
  marks: [],
};
const png = new Uint8Array([137, 80, 78, 71, 1, 2, 3]);

let stage: Stage;
afterEach(() => stage.close());

async function open(draw: Draw | undefined, grant?: string): Promise<void> {
  stage = await createStage({}, draw ? { draw } : {});
  if (grant !== undefined) stage.peer.grant(grant);
  await stage.platform.start({
    ...stage.ears,
    async answer(ask) {
      const { message } = await stage.ears.answer(ask);
      return { message: { ...message, chart }, isPrivate: !ask.line?.includes('public') };
    },
  });
}

test('the picture follows the answer, to the asker alone', async () => {
  await open(async () => png);
  const seen = await stage.peer.slash('/tocsin', 'status');
  expect(JSON.stringify(seen)).toContain('100 ms');
  const picture = await stage.peer.until(() => stage.peer.privately[1]);
  const [[id, file] = []] = [...stage.peer.files];
  expect(picture).toMatchObject({
    response_type: 'ephemeral',
    blocks: [{ type: 'image', slack_file: { id }, alt_text: chart.alt }],
  });
  expect(file?.bytes).toEqual(Buffer.from(png));
});

test('an answer that the channel reads has a picture that the channel sees', async () => {
  await open(async () => png);
  await stage.peer.slash('/tocsin', 'status public');
  const picture = await stage.peer.until(() => stage.peer.pictures[0]);
  expect(picture).toMatchObject({ response_type: 'in_channel' });
});

test('a mention is answered with its picture in the thread', async () => {
  await open(async () => png);
  await stage.peer.mention(`<@${botUser}> status`, 'C1', '17.5');
  const posts = await stage.peer.until(() => {
    const all = stage.peer.history('C1');
    return all.length === 2 && all;
  });
  expect(posts[1]).toMatchObject({ thread: '17.5', blocks: [{ type: 'image' }] });
});

test('a file that Slack still looks through is shown a little later', async () => {
  await open(async () => png);
  stage.peer.scan(1);
  await stage.peer.slash('/tocsin', 'status');
  await stage.peer.until(() => stage.peer.privately[1]);
  expect(stage.peer.files.size).toBe(1);
});

test('without the right to upload, words are enough, and it is not asked for again', async () => {
  await open(async () => png, 'commands,chat:write,app_mentions:read,users:read');
  for (const line of ['status', 'status again']) {
    const seen = await stage.peer.slash('/tocsin', line);
    expect(JSON.stringify(seen)).toContain('100 ms');
    await vi.waitFor(() => expect(stage.logged.join()).toContain('stays in words'));
  }
  const tries = stage.peer.calls.filter(({ method }) => method.startsWith('files.'));
  expect(tries.map(({ method }) => method)).toEqual(['files.getUploadURLExternal']);
  expect(stage.peer.privately).toHaveLength(2);
});

test.each([
  ['a drawing that fails', async () => Promise.reject(new Error('no canvas'))],
  ['a machine that draws nothing', async () => undefined],
  ['a bot without a hand', undefined],
])('%s costs no answer', async (_, draw) => {
  await open(draw as Draw | undefined);
  expect((await stage.peer.slash('/tocsin', 'status')).text).toContain('You said status');
  expect((await stage.peer.slash('/tocsin', 'status 2')).text).toContain('You said status 2');
  expect(stage.peer.files.size).toBe(0);
});
