/** Looks at a TCP port: connects, sends nothing, closes. */
import { z } from 'zod';
import { connect } from './eyes/connect.ts';
import { common } from './eyes/expectation.ts';
import { commonQuery, familyOf, hostOf, needHost, needQuery, portOf } from './eyes/target.ts';
import type { Probe } from './probe.ts';

const expectation = z.strictObject(common);

export const tcp: Probe<z.infer<typeof expectation>> = {
  schemes: ['tcp'],
  expectation,
  problem: (target) => needHost(target) ?? needQuery(target, commonQuery),
  async look(target, _expect, glance) {
    await connect(glance, {
      host: hostOf(target),
      port: portOf(target, 0),
      family: familyOf(target),
    });
    return {};
  },
};
