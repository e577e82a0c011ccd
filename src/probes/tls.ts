/** Looks at a TLS port: handshake, chain, host name, protocol, days left. Sends nothing after the handshake. */
import { z } from 'zod';
import { connect } from './eyes/connect.ts';
import { common } from './eyes/expectation.ts';
import { secure } from './eyes/secure.ts';
import { commonQuery, familyOf, hostOf, needHost, needQuery, portOf } from './eyes/target.ts';
import type { Probe } from './probe.ts';

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
