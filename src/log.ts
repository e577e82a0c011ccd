/** The one home of pino: structured lines on standard error, secrets masked by name. */
import { destination, pino } from 'pino';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** Says one thing to the operator. `details` are data, never secrets. */
export type Log = (
  level: Exclude<LogLevel, 'silent'>,
  message: string,
  details?: Readonly<Record<string, unknown>>,
) => void;

const secretNames = ['token', 'botToken', 'appToken', 'signingSecret', 'password', 'authorization'];

/** Standard error, so that standard output belongs to what people read. */
export function createLog(level: LogLevel): Log {
  const logger = pino(
    {
      level,
      base: null,
      redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`]), censor: '***' },
    },
    destination({ fd: 2, sync: true }),
  );
  return (at, message, details) => logger[at](details ?? {}, message);
}
