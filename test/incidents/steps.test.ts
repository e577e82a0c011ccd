/** How an outage went, step by step, as people read it afterwards. */
import { expect, test } from 'vitest';
import { advance } from '../../src/incidents/incident.ts';
import { withStep } from '../../src/incidents/steps.ts';
import type { Incident, IncidentStep, Status } from '../../src/model.ts';
import { cause, part, verdict } from '../desk.ts';

const minute = 60_000;

/** What becomes of an outage when its service is seen so, one look a minute. */
function after(...seen: readonly (readonly [Status, readonly string[]])[]): Incident | undefined {
  let last: Incident | undefined;
  for (const [index, [status, parts]] of seen.entries()) {
    const components = parts.map((id) => part(id, status, { cause: cause('refused') }));
    const now = (index + 1) * minute;
    const move = advance(last, verdict('shop', status, components, { since: now }), now);
    last = move.incident ?? last;
  }
  return last;
}

const short = ({ steps = [] }: Incident) =>
  steps.map(({ at, status, parts }) => [at / minute, status, ...parts].join(' '));

test('worse, elsewhere and better are steps; looks that see the same are none', () => {
  const incident = after(
    ...([
      ['degraded', ['web']],
      ['degraded', ['web']],
      ['major', ['web', 'api']],
      ['partial', ['api']],
      ['operational', []],
    ] as const),
  );
  if (!incident) throw new Error('no outage');
  expect(short(incident)).toEqual(['1 degraded web', '3 major web api', '4 partial api']);
  expect(incident.endedAt).toBe(5 * minute);
  expect(incident.steps?.map((step) => step.cause?.code)).toEqual([
    'refused',
    undefined,
    undefined,
  ]);
});

test('one that is back and soon fails again shows the time between', () => {
  const incident = after(['major', ['web']], ['operational', []], ['major', ['web']]);
  if (!incident) throw new Error('no outage');
  expect(short(incident)).toEqual(['1 major web', '2 operational', '3 major web']);
});

test('a long story keeps its beginning and its end', () => {
  let steps: readonly IncidentStep[] = [];
  for (let at = 0; at < 200; at += 1) {
    steps = withStep(steps, { at, status: at % 2 ? 'major' : 'degraded', parts: [] });
  }
  expect(steps).toHaveLength(30);
  expect([steps[0]?.at, steps[1]?.at, steps.at(-1)?.at]).toEqual([0, 171, 199]);
});
