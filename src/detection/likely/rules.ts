/**
 * From evidence to classes, as a table. Points are natural logarithms of how much likelier the evidence
 * is under a class than under the others; a row counts once, by the share of failing checks that show
 * it, because a fault's kind persists. Rows that cannot tell classes apart give points to each of them.
 * The weights are judgement, held to the laboratory.
 */
import type { LikelyCode } from '../../model.ts';
import { changed, flood, maintenance, parent, peak, shared } from './around.ts';
import { checks, is, type Matcher, type Points, status, unlessCrowded } from './match.ts';
import { provider, sameHour } from './past.ts';
import {
  answersRamp,
  brokenHardware,
  isBackend,
  isBusy,
  isPlainUnavailable,
  isStorageFull,
  isTlsSetup,
  isWrongAnswer,
  resource,
  severalStalled,
} from './symptoms.ts';
import {
  congestion,
  hostSilent,
  nameServers,
  onlyFromHere,
  portSilent,
  serversSilent,
  severalWithoutRoute,
} from './way.ts';

export type Rule = {
  readonly code: LikelyCode;
  readonly points: Points;
  readonly match: Matcher;
};

export const rules: readonly Rule[] = [
  // Names.
  rule('name-removed', { dns: 7 }, unlessCrowded(is('nxdomain', 'dns-no-data'))),
  rule('name-servers', { dns: 7 }, nameServers),
  rule('records-changed', { dns: 6.5 }, checks(is('dns-mismatch'))),

  // Certificates.
  rule('certificate-expired', { certificate: 8 }, unlessCrowded(is('certificate-expired'))),
  rule(
    'certificate-wrong',
    { certificate: 8 },
    unlessCrowded(
      is('certificate-not-yet-valid', 'certificate-wrong-name', 'certificate-untrusted'),
    ),
  ),
  rule('certificate-wrong', { certificate: 8 }, checks(status(526))),

  // The software.
  rule('stopped', { software: 2.2 }, checks(is('refused'))),
  rule('application-error', { software: 2.2 }, checks(status(500, 501, 505, 506, 508))),
  rule('wrong-answer', { software: 2 }, checks(isWrongAnswer)),
  rule('gone', { software: 1.5 }, checks(status(404, 410))),
  rule('tls-setup', { software: 1.8 }, checks(isTlsSetup)),
  rule('origin', { software: 1, overload: 1 }, checks(status(502, 504, 520, 521, 522, 523, 524))),
  rule('origin', { software: 1, overload: 0.8 }, checks(isPlainUnavailable)),
  rule('backend', { dependency: 3.5 }, checks(isBackend)),
  rule('changed', { software: 2 }, changed),

  // Too much to do.
  rule('busy', { overload: 3 }, checks(isBusy)),
  rule('storage-full', { overload: 3 }, checks(isStorageFull)),
  rule('stalled', { overload: 2 }, severalStalled),
  rule('ramp', { overload: 2.5 }, answersRamp),
  rule('resource', { overload: 3.5 }, resource),
  rule('peak', { overload: 1.1 }, peak),

  // The way there.
  rule('port-silent', { overload: 1.2, software: 1 }, portSilent),
  rule('host-silent', { network: 0.8 }, hostSilent),
  rule('servers-silent', { network: 3 }, serversSilent),
  rule('no-route', { network: 3.5 }, severalWithoutRoute),
  rule('only-from-here', { network: 5 }, onlyFromHere),
  rule('congestion', { network: 4 }, congestion),

  // Others.
  rule('parent', { 'third-party': 4 }, parent),
  rule('shared', { 'third-party': 3.5 }, shared),
  rule('hardware', { hardware: 6.5 }, brokenHardware),
  rule('flood', { attack: 9 }, flood),
  rule('maintenance', { planned: 7 }, maintenance),
  rule('same-hour', { schedule: 7 }, sameHour),
  rule('provider-says', {}, provider),
];

function rule(code: LikelyCode, points: Points, match: Matcher): Rule {
  return { code, points, match };
}
