/** Uptime Kuma: the backup that its settings export (JSON), and its database, whose rows `kuma-database.ts` reads. */
import { type Draft, type DraftWork, single } from './draft.ts';
import { type Fields, fieldsOf } from './fields.ts';
import { checkOf } from './kuma-check.ts';
import type { Ledger } from './ledger.ts';
import { type Found, hasKey, type Source } from './source.ts';

export const kuma: Source = {
  name: 'kuma',
  recognises: (value) => hasKey(value, 'monitorList'),
  read(files, ledger) {
    const all = files.map((file) => readOne(file, ledger));
    return {
      drafts: all.flatMap(({ drafts }) => drafts),
      works: all.flatMap(({ works }) => works),
    };
  },
};

const reasons: Readonly<Record<string, string>> = {
  resendInterval: 'Tocsin reminds after 1, 4 and 24 hours; see /settings',
  notificationIDList: 'who is told is decided in chat: /subscribe in each channel',
  tags: 'there are no tags',
  proxyId: 'Tocsin looks directly, through no proxy',
  headers: 'Tocsin sends no headers of one’s own: an answer that needs them will differ',
  ignoreTls: 'Tocsin always verifies certificates: a self-signed one will be told as a failure',
  tlsCa: 'certificates to trust belong to the machine',
  description: 'there are no descriptions',
};

/** Without meaning for what is watched. */
const own = [
  ...['id', 'userId', 'user_id', 'weight', 'active', 'forceInactive', 'maintenance', 'childrenIDs'],
  ...['pathName', 'path', 'parent', 'createdDate', 'dns_last_result', 'screenshot', 'restartUrl'],
  ...['expiryNotification', 'packetSize', 'includeSensitiveData', 'includeSensitiveDatas'],
  ...['httpBodyEncoding', 'kafkaProducerSaslOptions', 'dnsLastResult', 'pingNumeric'],
  ...['pingCount', 'pingPerRequestTimeout', 'rabbitmqNodes', 'cacheBust', 'gamedigGivenPortOnly'],
  ...['remoteBrowser', 'remote_browser', 'expiryNotify'],
];

function readOne({ value }: Found, ledger: Ledger) {
  const file = fieldsOf(value);
  const monitors = monitorsOf(value);
  const groups = new Map(monitors.map((one) => [one.number('id'), one.text('name')] as const));
  file.pass('version', 'monitorList', 'maintenanceList');
  file.tellRest('backup', ledger, {
    notificationList: 'who is told is decided in chat: /subscribe in each channel',
    proxyList: 'Tocsin looks directly, through no proxy',
  });
  const drafts = monitors.flatMap((monitor) => draftOf(monitor, groups, ledger));
  const works = file.groups('maintenanceList').flatMap((work) => workOf(work, drafts, ledger));
  return { drafts, works };
}

/** A list, or as its API has it, a group by id. */
function monitorsOf(value: unknown): readonly Fields[] {
  const { monitorList } = value as { monitorList: unknown };
  const list = Array.isArray(monitorList) ? monitorList : Object.values(monitorList ?? {});
  return list.map(fieldsOf);
}

type Groups = ReadonlyMap<number | undefined, string | undefined>;

function draftOf(monitor: Fields, groups: Groups, ledger: Ledger): Draft[] {
  const name = monitor.text('name') ?? `monitor ${monitor.number('id') ?? ''}`.trim();
  const type = monitor.text('type') ?? 'http';
  // Its children know it as their category.
  if (type === 'group') return [];
  const group = groups.get(monitor.number('parent'));
  if (monitor.keys.includes('active') && !monitor.flag('active')) {
    ledger.lose(name, 'all of it', 'is paused there');
    return [];
  }
  if (monitor.flag('upsideDown')) {
    ledger.lose(name, 'all of it', 'is upside down: Tocsin knows nothing that should not answer');
    return [];
  }
  const check = checkOf(type, monitor, { where: name, ledger });
  monitor.pass('retryInterval');
  if (monitor.number('maxretries') && type !== 'push') {
    ledger.lose(name, 'maxretries', 'Tocsin itself looks again before it believes a failure');
  }
  if (check === undefined) return [];
  monitor.pass(...own);
  const everyMs = (monitor.number('interval') ?? 60) * 1_000;
  const timeout = monitor.number('timeout');
  // "48 s of a minute" is what it writes by itself; ours is shorter, and in doubt looks again.
  const isChosen = timeout !== undefined && timeout > 0 && timeout * 1_000 !== everyMs * 0.8;
  monitor.tellRest(name, ledger, reasons);
  return [
    {
      ...{
        name,
        key: String(monitor.number('id')),
        group,
        everyMs: type === 'push' ? undefined : everyMs,
        parts: single(check),
      },
      ...(isChosen && { timeoutMs: timeout * 1_000 }),
    },
  ];
}

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

function workOf(work: Fields, drafts: readonly Draft[], ledger: Ledger): DraftWork[] {
  const title = work.text('title') ?? 'maintenance';
  const known = new Set(drafts.map(({ key }) => key));
  const services = work
    .list('monitors')
    .map(String)
    .filter((key) => known.has(key));
  const strategy = work.text('strategy');
  const zone = work.text('timezone');
  const timeZone = zone === undefined || zone === 'SAME_AS_SERVER' ? {} : { timeZone: zone };
  const shared = { title, services, ...timeZone };
  if (!work.flag('active') || services.length === 0) {
    ledger.lose(title, 'maintenance', 'is over, or of nothing that is taken over');
    return [];
  }
  const [start, end] = [work.text('start_date'), work.text('end_date')];
  if (strategy === 'single' && start && end) {
    return [{ ...shared, from: start.slice(0, 16), to: end.slice(0, 16) }];
  }
  const [from, to] = [work.text('start_time'), work.text('end_time')];
  const days = work.list('weekdays').map((day) => weekdays[Number(day) % 7] ?? '');
  if (strategy === 'recurring-weekday' && from && to && days.length > 0) {
    return [{ ...shared, every: days, start: from.slice(0, 5), for: lengthOf(from, to) }];
  }
  ledger.lose(title, 'maintenance', `Tocsin has no such rhythm (${strategy}); see /maintenance`);
  return [];
}

/** From one clock time to the next such other one. */
function lengthOf(from: string, to: string): string {
  const minute = (clock: string) => {
    const [hours = 0, minutes = 0] = clock.split(':').map(Number);
    return hours * 60 + minutes;
  };
  const minutes = (minute(to) - minute(from) + 1_440) % 1_440;
  return `${minutes === 0 ? 1_440 : minutes}m`;
}
