/** Slack's libraries speak to our log; a text that repeats is written once in ten minutes. */
import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../log.ts';

const quietMs = 10 * 60_000;
const rememberedTexts = 200;
const longestText = 500;

/** `loudest` lowers everything above it: what our own calls report is not worth a second line. */
export function createBoltLogger(
  log: Log,
  now: () => number,
  loudest: 'debug' | 'error' = 'error',
): Logger {
  const written = new Map<string, number>();

  function write(level: 'debug' | 'info' | 'warn' | 'error', parts: unknown[]): void {
    const text = parts.map(String).join(' ').slice(0, longestText);
    const before = written.get(text);
    if (before !== undefined && now() - before < quietMs) return;
    if (written.size >= rememberedTexts) written.clear();
    written.set(text, now());
    log(loudest === 'debug' ? 'debug' : level, text, { from: 'slack' });
  }

  return {
    debug: () => {},
    info: (...parts) => write('debug', parts),
    warn: (...parts) => write('warn', parts),
    error: (...parts) => write('error', parts),
    setLevel: () => {},
    // The libraries print whole payloads, tokens included, at their debug level.
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
