/**
 * `${NAME}` in a target stands for what the environment (or `.env`) has under that name, so that a services file
 * needs no secret. It comes in percent-encoded, so a password may hold any character.
 */
import type { Path } from './source.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
export type Complain = (path: Path, text: string) => void;

/** The same services file with every target filled in; what cannot be is complained about and left as it stands. */
export function fillIn(value: unknown, environment: Environment, complain: Complain): unknown {
  const fill: Change = (check, path) => {
    if (typeof check === 'string')
      return filled(check, environment, (text) => complain(path, text));
    if (!isGroup(check) || typeof check.target !== 'string') return check;
    const tell = (text: string) => complain([...path, 'target'], text);
    return { ...check, target: filled(check.target, environment, tell) };
  };
  const inChecks: Change = (part, path) => each(part, 'checks', { path, change: fill });
  return each(value, 'services', {
    path: [],
    change: (service, path) =>
      each(inChecks(service, path), 'components', { path, change: inChecks }),
  });
}

type Change = (value: unknown, path: Path) => unknown;

/** The group with each entry of the list under `key` changed; anything else as it is. */
function each(group: unknown, key: string, { path, change }: { path: Path; change: Change }) {
  const list = isGroup(group) ? group[key] : undefined;
  if (!isGroup(group) || !Array.isArray(list)) return group;
  return { ...group, [key]: list.map((entry, index) => change(entry, [...path, key, index])) };
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const named = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
/** Scheme; user and password; host and path; the rest. */
const parts = /^([^:/?#]*:\/\/)([^/?#]*@)?([^?#]*)(.*)$/s;

function filled(
  target: string,
  environment: Environment,
  complain: (text: string) => void,
): string {
  if (!target.includes('${')) return target;
  const [, scheme = '', login = '', place = target, rest = ''] = parts.exec(target) ?? [];
  if (place.includes('${')) {
    complain(
      'a name from the environment may stand in user, password and query; elsewhere it would be shown',
    );
    return target;
  }
  const fill = (text: string) =>
    text.replaceAll(named, (written, name: string) => {
      const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
      if (value) return encodeURIComponent(value);
      complain(`${written} is not set, neither in the environment nor in .env`);
      return written;
    });
  return `${scheme}${fill(login)}${place}${fill(rest)}`;
}
