/** Which outages belong together: those that began at about the same time and share a cause. Pure. */
import type { Incident, Service } from '../model.ts';

/** Second-level labels under which names are registered: `example.com.cn`, `example.co.uk`. */
const registries = /^(com|co|net|org|edu|gov|ac|or|ne)$/;
const linksAtMost = 12;
/** Outages that began further apart than this have nothing to do with each other. */
const longestApartMs = 3 * 60 * 60_000;

/** What a new incident may have in common with others: the hosts that fail, their domain, its parents. */
export function linksOf(incident: Incident, service: Service): readonly string[] {
  const hosts = incident.parts
    .flatMap(({ evidence }) => evidence)
    .flatMap(({ target }) => URL.parse(target)?.hostname || [])
    .filter((host) => !isThisMachine(host));
  const links = [
    ...(service.dependsOn ?? []).map((parent) => `service:${parent}`),
    `service:${service.id}`,
    ...hosts.flatMap((host) => [`host:${host}`, `domain:${domainOf(host)}`]),
  ];
  return [...new Set(links)].slice(0, linksAtMost);
}

/**
 * The incident in the group of the first open one that shares a link and began within `windowMs`;
 * a parent that is down may have been so for long. Unchanged when it stands alone.
 */
export function grouped(incident: Incident, open: readonly Incident[], windowMs: number): Incident {
  const mate = open.find(
    (other) =>
      other.id !== incident.id &&
      (isOf(other.service, incident) ||
        (Math.abs(other.startedAt - incident.startedAt) <= windowMs &&
          other.links?.some((link) => incident.links?.includes(link)))),
  );
  return mate ? { ...incident, group: mate.group ?? mate.id } : incident;
}

/** Does the incident's service depend on another one? */
function isOf(parent: string, { service, links }: Incident): boolean {
  return parent !== service && (links?.includes(`service:${parent}`) ?? false);
}

/** We run on it, so it is not what the outages have in common. */
function isThisMachine(host: string): boolean {
  return /^(localhost|127\.[\d.]+|\[::1\])$/.test(host);
}

/** The registered part of a name, near enough: `mail.example.com` → `example.com`. Addresses stay whole. */
export function domainOf(host: string): string {
  if (/^[\d.]+$|:/.test(host)) return host;
  const labels = host.split('.');
  const isLong = labels.length > 2 && registries.test(labels.at(-2) ?? '');
  return labels.slice(isLong ? -3 : -2).join('.');
}

/** How far apart outages may begin and still be one: as far as looks can notice one thing at two times. */
export function togetherWithinMs(everyMs: number): number {
  return Math.min(2 * everyMs, longestApartMs);
}
