/** What every adapter of the store promises, as one suite: each adapter's test runs it with its own place. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { createStore } from '../../src/store/index.ts';
import { type Store, StoreFailed, type Table } from '../../src/store/store.ts';

const writer = fileURLToPath(new URL('writer.ts', import.meta.url));

/** An adapter under test: `freshUrl` names an empty place. */
export type Place = {
  readonly name: string;
  readonly freshUrl: () => string;
  readonly isDurable: boolean;
};

export function storeContract({ name, freshUrl, isDurable }: Place): void {
  const opened: Store[] = [];
  const children: ChildProcess[] = [];

  async function open(url = freshUrl()): Promise<Store> {
    const store = await createStore(url);
    opened.push(store);
    return store;
  }

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const store of opened.splice(0)) await store.close();
  });

  describe(`the ${name} store`, () => {
    test.each([
      ['an object', { a: [1, 2.5, { b: null }], c: 'text', d: false }],
      ['an empty text', ''],
      ['null', null],
      ['zero', 0],
      ['Unicode', 'é 中文 🔔 \u0000 "\\'],
      ['a text that looks like JSON', '{"value":1}'],
    ])('gives back %s as it was', async (_, value) => {
      const table = (await open()).table('things');
      await table.set('key', value);
      expect(await table.get('key')).toEqual(value);
    });

    test('keeps the value of the moment of writing, whatever its owner does next', async () => {
      const table = (await open()).table<{ count: number }>('things');
      const value = { count: 1 };
      const written = table.set('key', value);
      value.count = 2;
      await written;
      expect(await table.get('key')).toEqual({ count: 1 });
    });

    test('does not find what was never written or was deleted', async () => {
      const table = (await open()).table('things');
      expect(await table.get('never')).toBeUndefined();
      await table.set('once', 1);
      await table.delete('once');
      await table.delete('never');
      expect(await table.get('once')).toBeUndefined();
    });

    test('does the writes of one turn in the order in which they were begun', async () => {
      const table = (await open()).table<number>('things');
      await Promise.all([
        table.set('deleted last', 1),
        table.delete('deleted last'),
        table.delete('set last'),
        table.set('set last', 1),
        table.set('set last', 2),
      ]);
      expect(await table.get('deleted last')).toBeUndefined();
      expect(await table.get('set last')).toBe(2);
    });

    test('takes any text as a key and keeps keys apart', async () => {
      const table = (await open()).table<string>('things');
      const keys = [
        'a',
        'A',
        'a:b',
        ' ',
        '微信',
        'é',
        'e\u0301',
        '🔔',
        "'; DROP TABLE kv; --",
        '%',
        '__proto__',
      ];
      await Promise.all(keys.map((key) => table.set(key, key)));
      for (const key of keys) expect(await table.get(key)).toBe(key);
      expect((await all(table)).map(([key]) => key).sort()).toEqual([...keys].sort());
    });

    test('refuses an empty key and an endless one', async () => {
      const table = (await open()).table('things');
      await expect(table.set('', 1)).rejects.toThrow(StoreFailed);
      await expect(table.set('k'.repeat(2_000), 1)).rejects.toThrow(StoreFailed);
      await expect(table.delete('')).rejects.toThrow(StoreFailed);
    });

    test.each([
      ['undefined', undefined],
      ['a function', () => 1],
      ['a symbol', Symbol('s')],
      ['NaN', { x: Number.NaN }],
      ['a date', { at: new Date() }],
      ['a map', new Map([[1, 2]])],
      ['a big integer', 1n],
      ['a hole in a list', [undefined]],
      ['a value that contains itself', circle()],
    ])('refuses %s and keeps what was there', async (_, value) => {
      const store = await open();
      const table = store.table<unknown>('things');
      await table.set('key', 'before');
      await expect(table.set('key', value)).rejects.toThrow(StoreFailed);
      expect(await table.get('key')).toBe('before');
      expect(store.health()).toEqual({ isWorking: true });
    });

    test('keeps tables apart, also when one name begins like another', async () => {
      const store = await open();
      const names = ['a', 'ab', 'a:b', 'b'];
      await Promise.all(names.map((table) => store.table(table).set('b:key', table)));
      for (const table of names) expect(await all(store.table(table))).toEqual([['b:key', table]]);
    });

    test('walks over thousands of entries while they change', async () => {
      const table = (await open()).table<number>('things');
      const keys = Array.from({ length: 1_234 }, (_, n) => `k${String(n).padStart(5, '0')}`);
      await Promise.all(keys.map((key, n) => table.set(key, n)));
      const seen: string[] = [];
      for await (const [key] of table.entries()) {
        seen.push(key);
        if (seen.length === 10) await Promise.all([table.delete('k01200'), table.set('a', 0)]);
      }
      expect(seen).toEqual(keys.filter((key) => key !== 'k01200'));
    });

    test('refuses everything once it is closed, after finishing what was begun', async () => {
      const store = await open();
      const table = store.table('things');
      const begun = table.set('key', 1);
      await new Promise((resolve) => queueMicrotask(() => queueMicrotask(() => resolve(0))));
      await store.close();
      await store.close();
      await expect(begun).resolves.toBeUndefined();
      await expect(table.get('key')).rejects.toThrow(StoreFailed);
      await expect(table.set('key', 1)).rejects.toThrow(StoreFailed);
      await expect(all(table)).rejects.toThrow(StoreFailed);
      expect(store.health().isWorking).toBe(false);
    });

    test('is a map of tables and keys, whatever is written, deleted and awaited in whatever order', async () => {
      const step = fc.record({
        table: fc.constantFrom('a', 'b'),
        key: fc.constantFrom('x', 'y', 'z', 'ü'),
        value: fc.option(fc.jsonValue(), { nil: undefined }),
        isAwaited: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
          const url = freshUrl();
          let store = await open(url);
          const model = new Map<string, unknown>();
          const begun: Promise<void>[] = [];
          for (const { table, key, value, isAwaited } of steps) {
            const name = `${table}/${key}`;
            if (value === undefined) model.delete(name);
            // JSON has one zero.
            else model.set(name, JSON.parse(JSON.stringify(value)));
            const rows = store.table(table);
            begun.push(value === undefined ? rows.delete(key) : rows.set(key, value));
            if (isAwaited) await begun.at(-1);
          }
          await Promise.all(begun);
          if (isDurable) {
            await store.close();
            store = await open(url);
          }
          const entries = await Promise.all(
            ['a', 'b'].map(async (table) => {
              const found = await all(store.table(table));
              return found.map(([key, value]) => [`${table}/${key}`, value] as const);
            }),
          );
          expect(new Map(entries.flat())).toEqual(model);
          await store.close();
        }),
        { numRuns: 60 },
      );
    });

    if (isDurable) durabilityContract();
  });

  function durabilityContract(): void {
    test('finds everything again when it is opened anew', async () => {
      const url = freshUrl();
      const first = await open(url);
      await first.table('things').set('微信', { a: 1 });
      await first.close();
      expect(await (await open(url)).table('things').get('微信')).toEqual({ a: 1 });
    });

    test('lets a second process neither read nor write beside the first', async () => {
      const url = freshUrl();
      await open(url);
      const second = write(url);
      const errors = await text(second.stderr);
      expect(errors).toMatch(/StoreFailed: Cannot open .* second Tocsin running\?/);
    });

    test('misses nothing that was acknowledged and splits no group when it is killed', async () => {
      const url = freshUrl();
      let start = 0;
      for (let round = 0; round < 4; round++) {
        const child = write(url, 200, start);
        const acknowledged: string[] = [];
        for await (const line of createInterface({ input: child.stdout })) {
          acknowledged.push(line);
          if (acknowledged.length === 300 + round * 77) child.kill('SIGKILL');
        }
        const store = await open(url);
        const [left, right] = await keysOf(store);
        expect(acknowledged.length).toBeGreaterThan(300);
        expect(acknowledged.filter((key) => !left.has(key))).toEqual([]);
        expect(right).toEqual(left);
        expect(left.size % 8).toBe(0);
        start = left.size;
        await store.close();
      }
    });

    test('says so when the disk takes no more, and splits no group', async () => {
      const url = freshUrl();
      // A limit on the size of files, set by a shell around the process, stands in for a full disk.
      const child = write(url, 4_000, 0, 2_000);
      const lines = (await text(child.stdout)).trim().split('\n');
      const failure = lines.pop() ?? '';
      expect(failure).toMatch(/^failed StoreFailed \{"isWorking":false,"reason":"Cannot write to/);
      const [left, right] = await keysOf(await open(url));
      expect([...left].sort()).toEqual(lines.sort());
      expect(right).toEqual(left);
    });
  }

  /** The writer as a child; `blocks` of 512 bytes are the most that a file of it may have. */
  function write(url: string, bytes = 10, start = 0, blocks?: number) {
    const limit = blocks === undefined ? '' : `ulimit -f ${blocks}; `;
    const child = spawn(
      '/bin/sh',
      ['-c', `${limit}exec "$@"`, 'sh', process.execPath, writer, url, `${bytes}`, `${start}`],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    children.push(child);
    return child;
  }
}

async function all<T>(table: Table<T>): Promise<(readonly [string, T])[]> {
  const entries = [];
  for await (const entry of table.entries()) entries.push(entry);
  return entries;
}

async function keysOf(store: Store) {
  const names = ['left', 'right'] as const;
  const sets = names.map(async (name) => {
    return new Set((await all(store.table(name))).map(([key]) => key));
  });
  return (await Promise.all(sets)) as [Set<string>, Set<string>];
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let whole = '';
  stream.setEncoding('utf8').on('data', (part) => {
    whole += part;
  });
  await once(stream, 'end');
  return whole;
}

function circle(): unknown {
  const value: Record<string, unknown> = {};
  value.self = value;
  return value;
}
