/** The list of probes, and what the rest of the bot needs of them. A new probe is its file and one line here. */
import type { Check, Reading } from '../model.ts';
import { dns } from './dns.ts';
import { domain } from './domain.ts';
import type { Eyes } from './eyes/eyes.ts';
import { type LookFor, lookWith } from './eyes/look.ts';
import { problemOf, schemeOf } from './eyes/target.ts';
import { heartbeat } from './heartbeat.ts';
import { http } from './http.ts';
import { imap } from './imap.ts';
import { mailtrip } from './mailtrip.ts';
import { meterIn, metrics } from './metrics.ts';
import { ping } from './ping.ts';
import { pop3 } from './pop3.ts';
import type { Probe } from './probe.ts';
import { script } from './script.ts';
import { smtp } from './smtp.ts';
import { tcp } from './tcp.ts';
import { tls } from './tls.ts';
import { websocket } from './websocket.ts';

export { domainOf } from './domain.ts';
export { createEyes, type Eyes, type EyesOptions } from './eyes/eyes.ts';
export { publicTarget } from './eyes/target.ts';
export { beatKeyOf } from './heartbeat.ts';

export const probes: readonly Probe[] = [
  http,
  tcp,
  tls,
  dns,
  smtp,
  imap,
  pop3,
  websocket,
  metrics,
  script,
  ping,
  heartbeat,
  mailtrip,
  domain,
] as readonly Probe[];

/** The probe for a target's scheme. */
export function probeFor(target: string): Probe | undefined {
  const scheme = schemeOf(target);
  return probes.find((probe) => scheme !== undefined && probe.schemes.includes(scheme));
}

/** What a check measures and where that begins to be bad; undefined when it measures nothing. */
export function meterOf({ target, expect }: Pick<Check, 'target' | 'expect'>) {
  return probeFor(target) === (metrics as Probe) ? meterIn(expect) : undefined;
}

/** What is wrong with a target, in one sentence that says what would be right; undefined when it is fine. */
export function targetProblem(target: string): string | undefined {
  return problemOf(target, probes);
}

/** One look. Never rejects, and resolves within `timeoutMs` and a little, whatever the far end does. */
export function look(check: LookFor, eyes: Eyes): Promise<Reading> {
  return lookWith(probeFor, check, eyes);
}
