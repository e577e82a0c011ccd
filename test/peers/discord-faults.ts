/** The faults of our stand-in for Discord: a script of what goes wrong with the next matching requests. */

/** What happens to a request. `isStored`: Discord has done the work before the answer is lost. */
export type Fault =
  | {
      readonly kind: 'rate-limit';
      readonly scope: 'user' | 'global' | 'shared';
      /** In seconds; none when absent. */
      readonly retryAfter?: number;
    }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly code: number;
      readonly message: string;
    }
  | { readonly kind: 'status'; readonly status: number; readonly isStored?: boolean }
  | { readonly kind: 'page'; readonly status: number }
  | { readonly kind: 'reset'; readonly isStored?: boolean }
  | { readonly kind: 'hang'; readonly isStored?: boolean }
  /** The head of an answer, and then nothing more. */
  | { readonly kind: 'trickle'; readonly isStored?: boolean }
  | { readonly kind: 'slow'; readonly ms: number };

export type FaultRule = {
  readonly method?: string;
  /** A part of the path. */
  readonly path?: string;
  /** How many requests meet it; once when absent. */
  readonly times?: number;
  readonly fault: Fault;
};

export type FaultScript = {
  add(rule: FaultRule): void;
  clear(): void;
  /** The fault of the first rule that matches, used up by one. */
  take(method: string, path: string): Fault | undefined;
};

export function createFaultScript(): FaultScript {
  let rules: { rule: FaultRule; left: number }[] = [];
  return {
    add: (rule) => void rules.push({ rule, left: rule.times ?? 1 }),
    clear: () => {
      rules = [];
    },
    take(method, path) {
      const found = rules.find(({ rule }) => isMatch(rule, method, path));
      if (!found) return undefined;
      found.left -= 1;
      rules = rules.filter(({ left }) => left > 0);
      return found.rule.fault;
    },
  };
}

function isMatch(rule: FaultRule, method: string, path: string): boolean {
  return (rule.method ?? method) === method && path.includes(rule.path ?? '');
}
