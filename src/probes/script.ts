/**
 * Holds a conversation written in the services file, for any protocol in lines (IRC, SSH, FTP, XMPP …):
 * `script://host:port`, or `scripts://` with TLS from the first byte.
 */
import { z } from 'zod';
import { fail } from './eyes/cause.ts';
import { connect } from './eyes/connect.ts';
import { createDialogue, type Dialogue } from './eyes/dialogue.ts';
import { common, occurs, text } from './eyes/expectation.ts';
import type { Glance } from './eyes/glance.ts';
import { secure } from './eyes/secure.ts';
import { commonQuery, familyOf, hostOf, needHost, needQuery, portOf } from './eyes/target.ts';
import type { Probe, Sight } from './probe.ts';

/** A line to send must be one line: more would be a conversation nobody has written down. */
const sendable = z
  .string()
  .max(1000)
  .refine((line) => !/[\r\n\0]/.test(line), 'write one line per send');

/**
 * One step. `expect`: a line must hold this text or match this `/pattern/`; lines that do not are passed over when
 * `skip` is true. `busy` and `refused`: what a line says that is neither well nor an outage.
 */
const step = z.union([
  z.strictObject({
    expect: text,
    skip: z.boolean().default(false),
    busy: text.optional(),
    refused: text.optional(),
  }),
  z.strictObject({ send: sendable }),
  z.strictObject({ upgrade: z.literal(true) }),
]);

type Step = z.infer<typeof step>;

const expectation = z.strictObject({
  ...common,
  steps: z.array(step).max(50).default([]),
});

type Expectation = z.infer<typeof expectation>;

export const script: Probe<Expectation> = {
  schemes: ['script', 'scripts'],
  expectation,
  problem: (target) => needHost(target) ?? needQuery(target, commonQuery),
  look,
};

const skipLimit = 200;

async function look(target: URL, expect: Expectation, glance: Glance): Promise<Sight> {
  const host = hostOf(target);
  const place = { host, port: portOf(target, 0), family: familyOf(target) };
  const plain = await connect(glance, place);
  const socket = target.protocol === 'scripts:' ? await secure(glance, plain, { host }) : plain;
  const dialogue = createDialogue(glance, socket);
  let said: string | undefined;
  glance.begin('greeting');
  for (const one of expect.steps) said = (await take(one, dialogue, { glance, host })) ?? said;
  return said === undefined ? {} : { facts: { said } };
}

type Where = { readonly glance: Glance; readonly host: string };

/** Takes one step; the line that was heard, when it was one of hearing. */
async function take(one: Step, dialogue: Dialogue, where: Where): Promise<string | undefined> {
  const { glance, host } = where;
  if ('send' in one) {
    glance.begin('request');
    dialogue.send(one.send);
    return undefined;
  }
  if ('upgrade' in one) {
    await dialogue.upgrade({ host });
    glance.begin('request');
    return undefined;
  }
  return await hear(one, dialogue, glance);
}

type Hearing = Extract<Step, { expect: string }>;

async function hear(wanted: Hearing, dialogue: Dialogue, glance: Glance): Promise<string> {
  for (let skipped = 0; ; skipped++) {
    const line = await dialogue.line();
    if (occurs(wanted.expect, line)) return line;
    const details = { values: { wanted: wanted.expect }, evidence: line };
    if (says(wanted.busy, line)) fail(['reply', 'busy'], glance.phase(), details);
    if (says(wanted.refused, line)) fail(['reply', 'policy'], glance.phase(), details);
    if (!wanted.skip || skipped >= skipLimit) fail(['mismatch', 'hard'], glance.phase(), details);
  }
}

function says(pattern: string | undefined, line: string): boolean {
  return pattern !== undefined && occurs(pattern, line);
}
