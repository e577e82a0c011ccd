/** `/healthz`: does the bot work? Strangers read yes or no; who sees all reads why not. */
import type { Door } from './door.ts';
import { createView } from './view.ts';

const shownPeriods = 10;

export const hangHealth: Door = (web, parts) => {
  web.get('/healthz', (context) => {
    const reader = parts.access.readerOf(context);
    const health = parts.health();
    const isWorking = Object.values(health).every((part) => part.isWorking);
    const status = isWorking ? 200 : 503;
    if (!reader.seesAll) return context.json({ isWorking }, status);
    const blind = createView(parts, reader).blind().slice(-shownPeriods);
    return context.json({ isWorking, parts: health, blind }, status);
  });
};
