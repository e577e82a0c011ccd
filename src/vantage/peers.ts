/** Asks other Tocsins what they see, at the moment of doubt. */
import type { View, Word } from '../incidents/vote.ts';
import { vote } from '../incidents/vote.ts';
import type { Question } from '../incidents/watcher.ts';
import type { Log } from '../log.ts';
import type { Health } from '../model.ts';
import { type Account, accountSchema, longestAccount } from './account.ts';
import { authorization } from './key.ts';

const answerWithinMs = 2_000;
/** The checks of a service share one answer; in doubt each is looked at every five seconds. */
const freshForMs = 2_500;
const rememberedServices = 1_000;

export type PeerParts = {
  readonly urls: readonly string[];
  readonly key: string;
  /** Monotonic milliseconds. */
  readonly elapsed: () => number;
  readonly log: Log;
};

export type Peers = {
  /** What most places say, ours among them. Never rejects; `alone` when nobody else can say. */
  ask(question: Question): Promise<Word>;
  /** Not working while none of them answers. */
  health(): Health;
};

type Asked = { readonly at: number; readonly accounts: Promise<readonly Account[]> };

export function createPeers({ urls, key, elapsed, log }: PeerParts): Peers {
  const asked = new Map<string, Asked>();
  const silent = new Map<string, string>();

  function accountsOf(service: string): Promise<readonly Account[]> {
    const known = asked.get(service);
    if (known && elapsed() - known.at < freshForMs) return known.accounts;
    const accounts = Promise.all(urls.map((url) => accountOf(url, service)));
    const answered = accounts.then((all) => all.filter((one) => one !== undefined));
    asked.delete(service);
    asked.set(service, { at: elapsed(), accounts: answered });
    const [oldest] = asked.keys();
    if (asked.size > rememberedServices && oldest !== undefined) asked.delete(oldest);
    return answered;
  }

  async function accountOf(url: string, service: string): Promise<Account | undefined> {
    try {
      const account = await fetchAccount(url, { service, key });
      if (silent.delete(url)) log('info', 'another place answers again', { place: hostOf(url) });
      return account;
    } catch (error) {
      const reason = reasonOf(error);
      if (silent.get(url) !== reason) {
        log('warn', 'another place does not answer', { place: hostOf(url), reason });
      }
      silent.set(url, reason);
      return undefined;
    }
  }

  return {
    async ask({ service, check, own, forMs }) {
      const accounts = await accountsOf(service);
      const views = accounts
        .filter(({ isBlind }) => !isBlind)
        .map(({ checks }): View | undefined => checks[check])
        .filter((view) => view !== undefined);
      return vote(own, views, forMs);
    },
    health() {
      if (urls.length === 0 || silent.size < urls.length) return { isWorking: true };
      const [url = '', reason] = [...silent][0] ?? [];
      return { isWorking: false, reason: `No other place answers (${hostOf(url)}: ${reason}).` };
    },
  };
}

/** Undefined when the other place does not watch the service. Fails when it gives no sensible answer. */
async function fetchAccount(
  url: string,
  { service, key }: { readonly service: string; readonly key: string },
): Promise<Account | undefined> {
  const base = url.endsWith('/') ? url : `${url}/`;
  const response = await fetch(new URL(`api/vantage/${encodeURIComponent(service)}`, base), {
    headers: { authorization: authorization(key) },
    // The key must not be carried elsewhere.
    redirect: 'error',
    signal: AbortSignal.timeout(answerWithinMs),
  });
  if (response.status === 404) {
    await response.body?.cancel();
    return undefined;
  }
  if (!response.ok) {
    await response.body?.cancel();
    const isKey = response.status === 401;
    throw new AnswerWrong(isKey ? 'the key is another one' : `HTTP ${response.status}`);
  }
  return accountSchema.parse(JSON.parse(await bodyOf(response)));
}

async function bodyOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > longestAccount) throw new AnswerWrong('the answer is too large');
  }
  return text;
}

/** Never the words of `fetch`, which repeat the address with everything in it. */
function reasonOf(error: unknown): string {
  if (error instanceof AnswerWrong) return error.message;
  const { name, cause } = error as Error & { cause?: { code?: string } };
  if (name === 'TimeoutError') return 'too slow';
  if (name === 'ZodError' || name === 'SyntaxError') return 'the answer makes no sense';
  return cause?.code ?? 'cannot be asked';
}

class AnswerWrong extends Error {
  override readonly name = 'AnswerWrong';
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? '';
}
