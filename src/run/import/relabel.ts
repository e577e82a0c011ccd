/** Relabelling as Prometheus does it: rules that make new labels of old ones, in their order. Pure. */

export type Labels = Readonly<Record<string, string>>;

export type Rule = {
  readonly action: string;
  readonly sources: readonly string[];
  readonly separator: string;
  readonly regex: string;
  readonly replacement: string;
  readonly target: string | undefined;
};

type Complain = (what: string, why: string) => void;

/** Undefined for a target that a rule drops. */
export function relabelled(
  labels: Labels,
  rules: readonly Rule[],
  complain: Complain,
): Labels | undefined {
  let now: Labels | undefined = labels;
  for (const rule of rules) now = now && apply(now, rule, complain);
  return now;
}

function apply(labels: Labels, rule: Rule, complain: Complain): Labels | undefined {
  const { action, sources, separator, target } = rule;
  const value = sources.map((name) => labels[name] ?? '').join(separator);
  const pattern = patternOf(rule.regex);
  if (pattern === undefined) {
    complain(`relabelling by ${rule.regex}`, 'is no pattern that JavaScript knows');
    return labels;
  }
  const match = pattern.exec(value);
  if (action === 'keep') return match ? labels : undefined;
  if (action === 'drop') return match ? undefined : labels;
  if (action === 'labeldrop' || action === 'labelkeep') return labels;
  if (action === 'lowercase' && target) return { ...labels, [target]: value.toLowerCase() };
  if (action !== 'replace') {
    complain(`relabelling: ${action}`, 'is not carried out; targets may have other names');
    return labels;
  }
  if (match === null || target === undefined) return labels;
  return { ...labels, [target]: filled(rule.replacement, match) };
}

/** Prometheus' patterns always match a whole value. */
function patternOf(source: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${source.replaceAll('(?P<', '(?<')})$`, 's');
  } catch {
    return undefined;
  }
}

function filled(replacement: string, match: RegExpExecArray): string {
  return replacement.replaceAll(/\$(?:\{(\w+)\}|(\d+))/g, (_, braced?: string, plain?: string) => {
    const name = braced ?? plain ?? '';
    return /^\d+$/.test(name) ? (match[Number(name)] ?? '') : (match.groups?.[name] ?? '');
  });
}
