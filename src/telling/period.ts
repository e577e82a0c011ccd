/** How long an outage lasted, and from when to when; one that came back is as long as its stretches together. */
import type { Voice } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import type { Line, Span } from '../message.ts';
import type { Incident } from '../model.ts';
import { conditionAtWorst } from './condition.ts';

/** When the present trouble began; an unstable time is one, however often it works within. */
export function beganAt({ isFlapping, reopenedAt, startedAt }: Incident): number {
  return isFlapping ? startedAt : (reopenedAt ?? startedAt);
}

/** Without the times when it worked in between. */
export function lastedMs(incident: Incident, now: number): number {
  const { endedAt = now, isFlapping, downMs = 0 } = incident;
  return endedAt - beganAt(incident) + (isFlapping ? 0 : downMs);
}

export function periodLine(voice: Voice, incident: Incident, now: number): Line {
  const isInterrupted = incident.reopenedAt !== undefined && !incident.isFlapping;
  return sayLine(voice, isInterrupted ? 'line.periodSum' : 'line.period', {
    condition: conditionAtWorst(incident),
    from: timeSpan(voice, incident.startedAt, now),
    to: timeSpan(voice, incident.endedAt ?? now, now),
    ...(isInterrupted && { duration: voice.duration(lastedMs(incident, now)) }),
  });
}

export function timeSpan(voice: Voice, at: number, now: number): Exclude<Span, string> {
  return { time: at, text: voice.time(at, now) };
}
