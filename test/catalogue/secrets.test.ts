/** Secrets of targets come from the environment, and a services file needs none. */
import { expect, test } from 'vitest';
import { readServices } from '../../src/catalogue/read.ts';
import { readConfig } from '../../src/config.ts';
import { publicTarget } from '../../src/probes/index.ts';

const environment = { MAIL_PASSWORD: 'p@ss/w?rd#%', JOB_KEY: 'abc' };

function read(text: string) {
  const { services, problems } = readServices(text, 'services.yaml', { environment });
  const checks = services.flatMap(({ components }) => components.flatMap(({ checks }) => checks));
  return { targets: checks.map(({ target }) => target), problems };
}

test('a password of any characters gets into a target, and is not shown', () => {
  const { targets, problems } = read(`
services:
  - id: mail
    checks:
      - imaps://me:\${MAIL_PASSWORD}@mail.test
      - target: heartbeat://:\${JOB_KEY}@backup?within=1h
  - id: shop
    components:
      - id: api
        checks: ["https://shop.test/api?key=\${JOB_KEY}"]
`);
  expect(problems).toEqual([]);
  expect(new URL(targets[0] ?? '').host).toBe('mail.test');
  expect(decodeURIComponent(new URL(targets[0] ?? '').password)).toBe(environment.MAIL_PASSWORD);
  expect(targets.slice(1)).toEqual([
    'heartbeat://:abc@backup?within=1h',
    'https://shop.test/api?key=abc',
  ]);
  expect(targets.map(publicTarget).join()).not.toMatch(/abc|p@ss|p%40ss/);
});

test.each([
  [
    `imaps://me:\${OTHER}@mail.test`,
    `services.yaml:3:14 services[0].checks[0]: \${OTHER} is not set, neither in the environment nor in .env`,
  ],
  [
    `https://shop.test/\${JOB_KEY}/`,
    'services.yaml:3:14 services[0].checks[0]: a name from the environment may stand in user, password and query; elsewhere it would be shown',
  ],
])('%s is said to be wrong', (target, problem) => {
  expect(read(`services:\n  - id: mail\n    checks: ["${target}"]\n`).problems).toEqual([problem]);
});

test('the environment wins over .env', () => {
  const services = `services:\n  - id: mail\n    checks: ["imaps://me:\${WORD}@mail.test"]\n`;
  const target = (variables: Record<string, string>) => {
    const loaded = readConfig(variables, {
      services,
      servicesPath: 'services.yaml',
      env: 'WORD=one',
    });
    return loaded.ok && loaded.config.services[0]?.components[0]?.checks[0]?.target;
  };
  expect(target({})).toBe('imaps://me:one@mail.test');
  expect(target({ WORD: 'two' })).toBe('imaps://me:two@mail.test');
});
