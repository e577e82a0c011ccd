/** Looks at a TLS port: handshake, chain, host name, protocol, days left. Sends nothing after the handshake. */
import { z } from 'zod';
import { connect } from './connect.ts';
import { common } from './expectation.ts';
import type { Probe } from './probe.ts';
import { secure } from './secure.ts';
import { commonQuery, familyOf, hostOf, needHost, needQuery, portOf } from './target.ts';

const expectation = z.strictObject(common);

export const tls: Probe<z.infer<typeof expectation>> = {
  schemes: ['tls'],
  expectation,
  problem: (target) => needHost(target, 443) ?? needQuery(target, commonQuery),
  async look(target, _expect, glance) {
    const host = hostOf(target);
    const place = { host, port: portOf(target, 443), family: familyOf(target) };
    const secured = await secure(glance, await connect(glance, place), { host });
    return { facts: { protocol: secured.getProtocol() ?? '' } };
  },
};
