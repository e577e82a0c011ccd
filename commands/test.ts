/** `test`: posts a labelled sample to the channel and says whether notices would arrive there. */

import { channelVoice, platformOf } from '../src/asking/place.ts';
import { sayLine } from '../src/languages/line.ts';
import { type Message, quote } from '../src/message.ts';
import type { Sent } from '../src/platforms/platform.ts';
import type { Command, Desk, Request } from './command.ts';

export const test = {
  name: 'test',
  aliases: ['测试'],
  options: [],
  isPrivate: true,
  isManaging: true,
  cost: 4,
  async run(request, desk) {
    const sent = await desk.post(request.ask.channel, sample(request, desk));
    return diagnose(sent, request);
  },
} satisfies Command;

/** In the words of the channel, and plainly no outage. */
function sample(request: Request, desk: Desk): Message {
  const voice = channelVoice(request, desk);
  const person = quote(request.ask.person.name, 40);
  return {
    tone: 'info',
    title: voice.say('test.sample'),
    lines: [sayLine(voice, 'test.sampleLine', { person })],
    footer: sayLine(voice, 'test.sampleSmall'),
    buttons: [{ label: voice.say('button.subscriptions'), command: 'subscriptions' }],
  };
}

function diagnose(sent: Sent, request: Request): Message {
  const { voice } = request;
  if (sent.result === 'ok')
    return { tone: 'operational', title: voice.say('test.done'), lines: [] };
  const reason = sayLine(voice, 'subscribe.reason', { reason: quote(sent.reason, 160) });
  if (sent.result === 'wait' || sent.result === 'unsure') {
    return { tone: 'degraded', title: voice.say(`test.${sent.result}`), lines: [reason] };
  }
  const platform = platformOf(request);
  const next = sayLine(voice, 'subscribe.undeliverable.next', { platform });
  return { tone: 'down', title: voice.say('test.failed'), lines: [reason, next] };
}
