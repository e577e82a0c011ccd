/** `/healthz`: does the bot work? Strangers read yes or no; who sees all reads why not. */
import type { Door } from './door.ts';

const shownPeriods = 10;

export const hangHealth: Door = (web, { health, blind, access }) => {
  web.get('/healthz', (context) => {
    const parts = health();
    const isWorking = Object.values(parts).every((part) => part.isWorking);
    const status = isWorking ? 200 : 503;
    if (!access.readerOf(context).seesAll) return context.json({ isWorking }, status);
    return context.json({ isWorking, parts, blind: blind().slice(-shownPeriods) }, status);
  });
};
