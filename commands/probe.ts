/** `probe service|URL`: one look now, with each step and how long it took. */

import { serviceChoices } from '../src/asking/choices.ts';
import { sayUnknown } from '../src/asking/naming.ts';
import { askWhich, findAsked } from '../src/asking/one.ts';
import { sayLine } from '../src/languages/line.ts';
import { type Line, type Message, quote } from '../src/message.ts';
import type { Phase, Reading, Service } from '../src/model.ts';
import { serviceName } from '../src/telling/compose.ts';
import { partName, place, sayCause } from '../src/telling/evidence.ts';
import { toneOf } from '../src/telling/tone.ts';
import type { Command, Desk, Probed, Request } from './command.ts';

const checksAtMost = 12;
const factsAtMost = 6;

export const probe = {
  name: 'probe',
  aliases: ['look', '探测', '检查'],
  options: [{ name: 'target', isRequired: true, isRest: true, complete: serviceChoices }],
  isPrivate: true,
  isManaging: false,
  // It makes the bot knock at somebody's door.
  cost: 4,
  async run(request, desk) {
    const typed = request.options.target;
    if (typed === undefined) {
      return askWhich('probe.which', 'probe https://example.com/', { request, desk });
    }
    if (isAddress(typed)) return address(typed, request, desk);
    const { service, suggestions } = findAsked(typed, desk);
    if (!service) return sayUnknown({ typed, suggestions }, 'probe', request);
    return checks(service, await desk.probeService(service, checksAtMost), request);
  },
} satisfies Command;

function isAddress(typed: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(typed);
}

async function address(typed: string, request: Request, desk: Desk): Promise<Message> {
  const { voice } = request;
  const seen = await desk.probe(typed);
  if ('problem' in seen) {
    const lines = [[quote(seen.problem, 300)], sayLine(voice, 'probe.public')];
    return { tone: 'info', title: voice.say('probe.problem'), lines };
  }
  const took = voice.duration(seen.tookMs);
  return {
    tone: toneOf(statusOf(seen)),
    title: voice.say(`probe.${seen.status}`, { place: place(typed), took }),
    lines: [...why(seen, request), ...phases(seen, request), ...facts(seen, request)],
    footer: sayLine(voice, 'probe.once'),
    buttons: again(`probe ${typed}`, request),
  };
}

function checks(service: Service, probed: readonly Probed[], request: Request): Message {
  const { voice } = request;
  const working = probed.filter(({ reading }) => reading.status === 'up').length;
  const worst = probed.map(({ reading }) => statusOf(reading)).find((one) => one !== 'operational');
  const values = { service: serviceName(voice, service), working, all: probed.length };
  return {
    tone: toneOf(worst ?? 'operational'),
    title: voice.say('probe.service', values),
    lines: probed.map((one) => row(one, service, request)),
    footer: sayLine(voice, 'probe.once'),
    buttons: again(`probe ${service.id}`, request),
  };
}

function row({ component, target, reading }: Probed, service: Service, { voice }: Request): Line {
  const { cause, tookMs } = reading;
  return sayLine(voice, 'probe.row', {
    part: { bold: partName(voice, service, component) },
    place: { code: place(target) },
    result: cause ? sayCause(voice, cause) : voice.duration(tookMs),
  });
}

function statusOf({ status }: Reading) {
  const statuses = { up: 'operational', degraded: 'degraded', down: 'major', unknown: 'unknown' };
  return statuses[status] as 'operational' | 'degraded' | 'major' | 'unknown';
}

function why({ cause }: Reading, { voice }: Request): readonly Line[] {
  if (!cause) return [];
  const line = sayLine(voice, 'probe.cause', { cause: sayCause(voice, cause) });
  return cause.evidence ? [[...line, ' — ', { code: quote(cause.evidence, 120) }]] : [line];
}

function phases({ timings }: Reading, { voice }: Request): readonly Line[] {
  const steps = Object.entries(timings).map(([phase, ms]) =>
    voice.say('probe.phase', {
      phase: voice.say(`phase.${phase as Phase}`),
      took: voice.duration(Math.max(1, ms)),
    }),
  );
  return steps.length > 0 ? [[voice.list(steps)]] : [];
}

function facts(reading: Reading, { voice }: Request): readonly Line[] {
  const { address: at, certificateDays: days, facts: known = {} } = reading;
  return [
    ...(at === undefined
      ? []
      : [sayLine(voice, 'probe.address', { address: { code: quote(at) } })]),
    ...(days === undefined ? [] : [sayLine(voice, 'probe.certificate', { days })]),
    ...Object.entries(known)
      .slice(0, factsAtMost)
      .map(([name, value]) =>
        sayLine(voice, 'probe.fact', {
          name: quote(name, 40),
          value: { code: quote(String(value), 120) },
        }),
      ),
  ];
}

/** A line that is too long for a button is left out. */
function again(command: string, { voice }: Request) {
  return command.length > 90 ? [] : [{ label: voice.say('button.again'), command }];
}
