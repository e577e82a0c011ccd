/** How discord.js reaches Discord's REST API: by one call each, which we repeat ourselves or not at all. */
import { REST, type RESTOptions, type ResponseLike } from 'discord.js';
import { createCall, type Wanted } from '../call.ts';

const usualCallLimitMs = 10_000;

export type RestParts = {
  readonly token: string;
  readonly apiUrl?: string | undefined;
  /** How long Discord may take to answer; 10 s when absent. */
  readonly callLimitMs?: number | undefined;
};

/** A REST client for posts: nothing is repeated and no rate limit is waited out behind our back. */
export function createRest({ token, apiUrl, callLimitMs = usualCallLimitMs }: RestParts): REST {
  return new REST({
    ...callingOnce(apiUrl, callLimitMs),
    version: '10',
    rejectOnRateLimit: () => true,
    // Its own count knows fixed seconds alone and would refuse what our budget has allowed.
    globalRequestsPerSecond: Number.POSITIVE_INFINITY,
    invalidRequestWarningInterval: 500,
  }).setToken(token);
}

/** A repeat behind the back of whoever asks looks as if somebody else had asked too. */
export function callingOnce(apiUrl: string | undefined, limitMs: number): Partial<RESTOptions> {
  const call = createCall({ limitMs });
  return {
    ...(apiUrl !== undefined && { api: apiUrl }),
    retries: 0,
    makeRequest: async (url, init) => (await call(url, init as Wanted)) as unknown as ResponseLike,
  };
}
