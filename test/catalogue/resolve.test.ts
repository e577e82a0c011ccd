/** What an operator calls by name in the services file, and what it means. */
import { describe, expect, test } from 'vitest';
import { readServices } from '../../src/catalogue/read.ts';
import { resolveNames } from '../../src/catalogue/resolve.ts';

function resolved(text: string) {
  const file = readServices(text, 'services.yaml', { timeZone: 'Europe/Berlin' });
  const { problems, ...rest } = resolveNames(file);
  return { ...rest, problems: [...file.problems, ...problems] };
}

const three = `
services:
  - { id: db, checks: ["tcp://db:1"] }
  - { id: api, aliases: [backend], dependsOn: [db], checks: ["tcp://api:1"] }
  - { id: shop, dependsOn: [backend], checks: ["tcp://shop:1"] }
`;

describe('dependsOn', () => {
  test('a service depends on its parents and on theirs, by any of their names', () => {
    const { services, problems } = resolved(three);
    expect(problems).toEqual([]);
    expect(services.map(({ dependsOn }) => dependsOn)).toEqual([undefined, ['db'], ['api', 'db']]);
  });

  test('a service of the catalogue can be a parent', () => {
    const { services } = resolved(
      'services: [{id: a, dependsOn: [GitHub], checks: ["tcp://a:1"]}]',
    );
    expect(services[0]?.dependsOn).toEqual(['github']);
  });

  test('nobody is told of a parent that does not exist without its place', () => {
    expect(
      resolved('services:\n  - { id: a, dependsOn: [githbu], checks: ["tcp://a:1"] }\n').problems,
    ).toEqual([expect.stringMatching(/^services.yaml:2:\d+ .*dependsOn.*githbu.*github/)]);
  });

  test('a circle is said once for each service in it, a service that needs itself too', () => {
    const circle = three.replace('id: db,', 'id: db, dependsOn: [shop],');
    expect(resolved(circle).problems).toHaveLength(3);
    expect(resolved(circle).problems[0]).toMatch(/circle: db → shop → api → db/);
    expect(resolved('services: [{id: a, dependsOn: [a], checks: ["tcp://a:1"]}]').problems).toEqual(
      [expect.stringContaining('a → a')],
    );
  });
});

describe('maintenance', () => {
  const window = (entry: string) => {
    const { maintenance, problems } = resolved(`${three}maintenance:\n  - ${entry}\n`);
    return problems.length > 0 ? problems : maintenance[0];
  };

  test('once, by the clocks of the default zone, of another, or with an offset', () => {
    const at = (hour: number) => Date.UTC(2026, 11, 1, hour);
    expect(window('{ services: [backend], from: 2026-12-01 22:00, to: 2026-12-02 00:00 }')).toEqual(
      { id: 'file-1', services: ['api'], when: { from: at(21), until: at(23) } },
    );
    expect(
      window('{ from: "2026-12-01T22:00", to: "2026-12-01 23:00", timeZone: Asia/Shanghai }'),
    ).toMatchObject({ when: { from: at(14), until: at(15) } });
    expect(
      window('{ from: "2026-12-01T22:00Z", to: "2026-12-01T22:00-01:30", announce: false }'),
    ).toEqual({
      id: 'file-1',
      isQuiet: true,
      when: { from: at(22), until: at(23) + 30 * 60_000 },
    });
  });

  test.each([
    ['day', {}],
    ['Sunday', { weekdays: [0] }],
    ['[monday, thursday]', { weekdays: [1, 4] }],
    ['last friday', { weekdays: [5], nth: -1 }],
    ['second tuesday', { weekdays: [2], nth: 2 }],
    ['31', { monthDay: 31 }],
  ])('again and again: %s', (every, days) => {
    expect(window(`{ every: ${every}, start: "03:30", for: 90m }`)).toMatchObject({
      when: { days, startMinute: 210, timeZone: 'Europe/Berlin', lastsMs: 5_400_000 },
    });
  });

  test.each([
    ['{ services: [nothing-like-it], every: day, start: "03:00", for: 1h }', /unknown service/],
    ['{ title: x }', /needs from and to/],
    ['{ from: 2026-12-01 22:00 }', /to.*write a time/],
    ['{ from: 2026-12-01 22:00, to: 2026-12-01 21:00 }', /later than from/],
    ['{ from: 2026-12-01 22:00, to: 2026-12-10 21:00 }', /seven days/],
    ['{ from: 2026-02-30 22:00, to: 2026-03-01 21:00 }', /from.*write a time/],
    ['{ from: 2026-12-01 22:00, to: 2026-12-01 23:00, every: day }', /either/],
    ['{ every: fortnight, start: "03:00", for: 1h }', /every.*last friday/],
    ['{ every: 32, start: "03:00", for: 1h }', /every/],
    ['{ every: [first monday, sunday], start: "03:00", for: 1h }', /every/],
    ['{ every: day, start: "25:00", for: 1h }', /start/],
    ['{ every: day, start: "03:00" }', /for.*missing/],
    ['{ every: day, start: "03:00", for: 1h, timeZone: Europe/Berln }', /Europe\/Berlin/],
    ['{ every: day, start: "03:00", for: 1h, servces: [api] }', /services/],
  ])('%s is a mistake with its place', (entry, text) => {
    const problems = window(entry);
    expect(problems).toHaveLength(1);
    expect((problems as string[])[0]).toMatch(/^services.yaml:7:\d+ maintenance\[0\]/);
    expect((problems as string[])[0]).toMatch(text);
  });
});
