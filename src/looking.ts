/** How this bot looks at anything: checks of the operator's anywhere, those of everybody else at public addresses. */
import { isFromChat } from './catalogue/own.ts';
import type { Config } from './config.ts';
import { createFetch } from './feeds/reading/fetch.ts';
import type { Check, Reading } from './model.ts';
import { createEyes, look, probeFor } from './probes/index.ts';
import type { Bells } from './web/beats.ts';

export type LookingParts = {
  readonly config: Config;
  readonly bells: Bells;
  readonly now: () => number;
  /** Certificates to trust beside the usual ones, in PEM. */
  readonly trust?: readonly string[] | undefined;
  readonly resolvers?: readonly string[] | undefined;
};

export type Looking = ReturnType<typeof createLooking>;

export function createLooking({ config, bells, now, trust, resolvers }: LookingParts) {
  const seeing = {
    clock: now,
    userAgent: config.userAgent,
    ...(resolvers && { resolvers: [...resolvers] }),
  };
  const eyes = createEyes({
    ...seeing,
    allow: 'any',
    ...(config.http && { beats: bells }),
    ...(trust && { trust: [...trust] }),
  });
  const publicEyes = createEyes({ ...seeing, allow: 'public' });
  const reader = createFetch(eyes);
  const plainly = (target: string, timeoutMs: number) => ({
    ...{ target, timeoutMs },
    expect: probeFor(target)?.expectation.parse({}),
  });

  return {
    look: (check: Check): Promise<Reading> => look(check, isFromChat(check) ? publicEyes : eyes),
    /** One look with the usual expectation: at anything, or at a public address alone. */
    lookPlainly: (target: string, timeoutMs: number): Promise<Reading> =>
      look(plainly(target, timeoutMs), eyes),
    lookPublic: (target: string, timeoutMs: number): Promise<Reading> =>
      look(plainly(target, timeoutMs), publicEyes),
    fetch: reader.fetch,
    close(): void {
      reader.close();
      eyes.close();
      publicEyes.close();
    },
  };
}
