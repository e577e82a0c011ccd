/** `about`: which version this is, how it is, what it watches, and when it could not see. */

import { sayLine } from '../src/languages/line.ts';
import { type Line, quote } from '../src/message.ts';
import { timeSpan } from '../src/telling/compose.ts';
import type { About, Command, Desk, Request } from './command.ts';

const blindAtMost = 3;

export const about = {
  name: 'about',
  aliases: ['version', '关于'],
  options: [],
  isPrivate: true,
  isManaging: false,
  async run(request, desk) {
    const { voice } = request;
    const known = desk.about();
    const { version, startedAt, watched, services } = known;
    const isWell = Object.values(known.health).every(({ isWorking }) => isWorking);
    return {
      tone: isWell ? 'operational' : 'degraded',
      title: voice.say('about.title', {
        version: quote(version, 20),
        duration: voice.duration(desk.now() - startedAt),
      }),
      lines: [
        sayLine(voice, 'about.watching', { watched, services }),
        ...healthLines(known, request),
        ...blindLines(known, request, desk),
      ],
      buttons: [{ label: voice.say('button.help'), command: 'help' }],
    };
  },
} satisfies Command;

function healthLines({ health }: About, { voice }: Request): readonly Line[] {
  const parts = Object.entries(health);
  const broken = parts.filter(([, one]) => !one.isWorking);
  if (broken.length === 0) {
    return [sayLine(voice, 'about.healthy', { parts: voice.list(parts.map(([name]) => name)) })];
  }
  return broken.map(([part, { reason = '' }]) =>
    sayLine(voice, 'about.broken', { part: { bold: part }, reason: quote(reason, 160) }),
  );
}

function blindLines({ blind }: About, { voice }: Request, desk: Desk): readonly Line[] {
  if (blind.length === 0) return [sayLine(voice, 'about.neverBlind')];
  const now = desk.now();
  return blind.slice(-blindAtMost).map(({ from, until }) => {
    const begun = timeSpan(voice, from, now);
    if (until === undefined) return sayLine(voice, 'about.blindNow', { from: begun });
    return sayLine(voice, 'about.blind', { from: begun, to: timeSpan(voice, until, now) });
  });
}
