/** What people read of an early warning: in a notice, beside a status, on a page. Pure. */
import type { Voice } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import { type Line, type Message, plain, quote } from '../message.ts';
import type { Notice, Service, Warning } from '../model.ts';
import { partName } from './evidence.ts';
import { timeSpan } from './period.ts';
import { serviceName } from './title.ts';

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
/** A weekday alone is clear for so long. */
const weekMs = 6 * dayMs;
/** More are no hint but a report. */
const linesAtMost = 3;

/** What a channel hears that asked for early warnings; undefined when the notice tells of something else. */
export function composeWarning(
  notice: Notice,
  [service]: readonly Service[],
  { voice, now }: { readonly voice: Voice; readonly now: number },
): Message | undefined {
  const warning = warningIn(notice);
  if (!warning || !service) return undefined;
  return {
    tone: 'info',
    title: voice.say('notice.warning', { services: serviceName(voice, service) }),
    lines: [warningLine(voice, service, warning, now), sayLine(voice, 'warning.hint')],
    buttons: [{ label: voice.say('button.details'), command: `status ${service.id}` }],
  };
}

/** Beside how a service stands. */
export function warningLines(
  voice: Voice,
  service: Service,
  warnings: readonly Warning[],
  now: number,
): readonly Line[] {
  const label = voice.say('warning.label');
  return warnings
    .slice(0, linesAtMost)
    .map((warning) => [{ bold: label }, ' ', ...warningLine(voice, service, warning, now)]);
}

/** As plain sentences, for a page. */
export function sayWarnings(
  voice: Voice,
  service: Service,
  warnings: readonly Warning[],
  now: number,
): readonly string[] {
  return warnings.map((warning) => plain(warningLine(voice, service, warning, now)));
}

function warningLine(voice: Voice, service: Service, warning: Warning, now: number): Line {
  const { code, at, values } = warning;
  const number = (name: string) => Number(values[name] ?? 0);
  const lasting = (name: string) => voice.duration(rounded(number(name)));
  const since = number('since');
  const when = {
    hour: `${voice.local(at, 'weekday')} ${voice.local(at, 'clock')}`,
    drift: voice.local(since, now - since > weekMs ? 'day' : 'weekday'),
    change: timeSpan(voice, at, now),
    fills: '',
    certificate: '',
    domain: '',
  };
  return sayLine(voice, `warning.${code}`, {
    what: whatOf(voice, service, warning),
    when: when[code],
    ...{ times: number('times'), days: number('days') },
    ...{ value: number('value'), limit: number('limit') },
    ...{ left: lasting('leftMs'), least: lasting('leastMs'), most: lasting('mostMs') },
  });
}

/** Response time, a number by its name, or whose certificate it is; with the part, where there are several. */
function whatOf(voice: Voice, service: Service, { code, component, values }: Warning): string {
  const part = partName(voice, service, component);
  if (code === 'domain') return quote(String(values.domain ?? ''), 60);
  if (code === 'certificate') {
    return service.components.length > 1 ? part : serviceName(voice, service);
  }
  const { name } = values;
  const what = name === undefined ? voice.say('warning.latency') : quote(String(name), 60);
  return service.components.length > 1 ? voice.say('warning.place', { what, part }) : what;
}

/** Whole hours, and whole days when it is many. */
function rounded(ms: number): number {
  const unit = ms > 3 * dayMs ? dayMs : hourMs;
  return Math.max(hourMs, Math.round(ms / unit) * unit);
}

/** The warning that a notice tells of. */
function warningIn({ kind, facts }: Notice): Warning | undefined {
  const { component, check, code, noticedAt, ...values } = facts;
  if (kind !== 'warning' || noticedAt === undefined) return undefined;
  return {
    ...{ component: String(component), check: String(check), at: Number(noticedAt), values },
    code: code as Warning['code'],
  };
}
