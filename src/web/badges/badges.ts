/** `/badge/:service/state.svg`, `uptime.svg` and `latency.svg`: small pictures for other pages. */
import { type Service, type Status, severity } from '../../model.ts';
import { conditionOf } from '../../telling/condition.ts';
import { type Answer, type Asked, createAnswers, json, notFound } from '../answer.ts';
import type { Door, WebParts } from '../door.ts';
import { createLatency, type LatencyOf } from '../latency.ts';
import { windowNames, windowOf } from '../windows.ts';
import { type Badge, drawBadge, type Tint } from './badge.ts';

type Shown = Pick<Badge, 'value' | 'tint'>;
type Show = (service: Service, asked: Asked, windowMs: number) => Shown | Promise<Shown>;

const forSeconds = 60;

export const hangBadges: Door = (web, parts) => {
  const answerAt = createAnswers(web, parts);
  for (const [name, show] of Object.entries(badgesOf(parts, createLatency(parts)))) {
    const isMeant = (given: string) => given === 'window';
    answerAt(`/badge/:service/${name}.svg`, (asked) => answer(asked, show), isMeant);
  }
};

async function answer(asked: Asked, show: Show): Promise<Answer> {
  const { voice, query } = asked;
  const service = asked.view.called(asked.param('service'));
  if (!service) return notFound('no service of that name');
  const windowMs = windowOf(query.window ?? '24h');
  if (windowMs === undefined) {
    const error = `window: one of ${windowNames.join(', ')}`;
    return json({ error, parameter: 'window', code: 'bad-query' }, { status: 400 });
  }
  const shown = await show(service, asked, windowMs);
  const badge = { ...shown, label: voice.name(service.name), language: voice.tag };
  return { body: drawBadge(badge), type: 'image/svg+xml; charset=utf-8', forSeconds };
}

function badgesOf({ history }: WebParts, latencyOf: LatencyOf): Readonly<Record<string, Show>> {
  return {
    state(service, { view, voice }) {
      const { status = 'unknown', components = [], isSuspect } = view.verdict(service) ?? {};
      if (isSuspect && severity(status) === 0) {
        return { value: voice.say('status.suspect'), tint: 'fair' };
      }
      return {
        value: voice.say(`status.${conditionOf(status, components)}`),
        tint: stateTints[status],
      };
    },
    uptime(service, { voice }, windowMs) {
      const known = history.uptime(service.id, windowMs);
      if (!known) return { value: voice.say('past.none'), tint: 'none' };
      const share = voice.percent(known.share);
      const value = voice.say('past.window', { share, window: voice.duration(windowMs) });
      return { value, tint: uptimeTint(known.share) };
    },
    async latency(service, { voice, now }, windowMs) {
      const { stretches } = await latencyOf(service.id, now, windowMs);
      const medianMs = middleOf(stretches.flatMap(({ medianMs }) => medianMs ?? []));
      if (medianMs === undefined) return { value: voice.say('past.none'), tint: 'none' };
      return { value: voice.duration(medianMs), tint: 'plain' };
    },
  };
}

function middleOf(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

const stateTints: Readonly<Record<Status, Tint>> = {
  operational: 'good',
  degraded: 'fair',
  partial: 'poor',
  major: 'bad',
  maintenance: 'plain',
  unknown: 'none',
};

function uptimeTint(share: number): Tint {
  if (share >= 0.999) return 'good';
  if (share >= 0.99) return 'fair';
  return share >= 0.95 ? 'poor' : 'bad';
}
