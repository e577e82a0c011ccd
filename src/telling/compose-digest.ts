/** What a channel reads of the time since its last digest: outages, uptime, planned work, what may come. Pure. */
import type { Voice } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import { type Line, type Message, quote } from '../message.ts';
import type { Incident, Service } from '../model.ts';
import { listed, sayCause } from './evidence.ts';
import { lastedMs, timeSpan } from './period.ts';
import { serviceName } from './title.ts';

const rowsAtMost = 10;
const sharesAtMost = 8;
const hintsAtMost = 5;
const longestHint = 200;

/** From the digest before, inclusive, to this one. */
export type DigestSpan = { readonly from: number; readonly until: number };

/** One service in that time. */
export type Past = {
  readonly service: Service;
  /** Those that the channel wanted to hear of, oldest first. */
  readonly incidents: readonly Incident[];
  /** How much of the time it worked, 0 to 1; absent when nobody looked. */
  readonly share?: number;
  /** How much of it was planned work. */
  readonly workedMs: number;
  /** The next planned work that is not far away. */
  readonly ahead?: DigestSpan;
  /** What looks unusual now, in the voice of the channel. */
  readonly hints: readonly string[];
};

type Telling = { readonly span: DigestSpan; readonly voice: Voice; readonly now: number };

export function composeDigest(pasts: readonly Past[], telling: Telling): Message {
  const { span, voice, now } = telling;
  const count = pasts.reduce((sum, { incidents }) => sum + incidents.length, 0);
  return {
    tone: 'info',
    title: voice.say('notice.digest', { duration: voice.duration(span.until - span.from), count }),
    lines: [
      sayLine(voice, 'notice.digest.next', {
        from: timeSpan(voice, span.from, now),
        until: timeSpan(voice, span.until, span.from),
      }),
      ...outages(pasts, telling),
      ...uptime(pasts, voice),
      ...pasts.flatMap((past) => work(past, telling)),
      ...hints(pasts, voice),
    ],
    buttons: [{ label: voice.say('button.details'), command: 'status' }],
  };
}

/** The latest first: that is what people have not read yet. */
function outages(pasts: readonly Past[], { voice, now }: Telling): readonly Line[] {
  const all = pasts
    .flatMap(({ service, incidents }) => incidents.map((incident) => ({ service, incident })))
    .sort((one, other) => other.incident.startedAt - one.incident.startedAt);
  const beyond = all.length - rowsAtMost;
  return [
    ...all.slice(0, rowsAtMost).map(({ service, incident }) => {
      const name = { bold: serviceName(voice, service) };
      return [
        ...sayLine(voice, 'digest.hint', { service: name, text: '' }),
        ...sayPast(incident, voice, now),
      ];
    }),
    ...(beyond > 0 ? [sayLine(voice, 'history.more', { count: beyond })] : []),
  ];
}

/** One outage in one line: when, how long, how bad, why. */
export function sayPast(incident: Incident, voice: Voice, now: number): Line {
  const { startedAt, endedAt, worst, parts } = incident;
  const cause = parts.flatMap(({ evidence }) => evidence).find((one) => one.cause)?.cause;
  const values = {
    when: timeSpan(voice, startedAt, now),
    status: voice.say(`status.${worst}`),
    cause: cause ? sayCause(voice, cause) : 'none',
  };
  if (endedAt === undefined) return sayLine(voice, 'history.rowNow', values);
  return sayLine(voice, 'history.row', {
    ...values,
    duration: voice.duration(lastedMs(incident, now)),
  });
}

/** Those that did not always work by name, the worst first; the others by number. */
function uptime(pasts: readonly Past[], voice: Voice): readonly Line[] {
  const measured = pasts.flatMap(({ service, share }) => {
    return share === undefined ? [] : [{ service, share }];
  });
  const imperfect = measured
    .filter(({ share }) => share < 1)
    .sort((one, other) => one.share - other.share)
    .map(({ service, share }) =>
      voice.say('digest.share', {
        service: serviceName(voice, service),
        share: voice.percent(share),
      }),
    );
  const well = measured.length - imperfect.length;
  return [
    ...(imperfect.length > 0
      ? [sayLine(voice, 'past.uptime', { parts: listed(voice, imperfect, sharesAtMost) })]
      : []),
    ...(well > 0 && imperfect.length === 0 ? [sayLine(voice, 'digest.well', { count: well })] : []),
  ];
}

function work({ service, workedMs, ahead }: Past, { voice, now }: Telling): readonly Line[] {
  const name = { bold: serviceName(voice, service) };
  return [
    ...(workedMs > 0
      ? [sayLine(voice, 'digest.worked', { service: name, duration: voice.duration(workedMs) })]
      : []),
    ...(ahead
      ? [
          sayLine(voice, 'digest.ahead', {
            service: name,
            from: timeSpan(voice, ahead.from, now),
            to: timeSpan(voice, ahead.until, now),
          }),
        ]
      : []),
  ];
}

function hints(pasts: readonly Past[], voice: Voice): readonly Line[] {
  return pasts
    .flatMap(({ service, hints: texts }) => texts.map((text) => ({ service, text })))
    .slice(0, hintsAtMost)
    .map(({ service, text }) =>
      sayLine(voice, 'digest.hint', {
        service: { bold: serviceName(voice, service) },
        text: quote(text, longestHint),
      }),
    );
}
