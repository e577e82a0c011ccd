/** `/api/status`: how services stand, in the form that scripts have relied on from the beginning. */
import type { Service } from '../model.ts';
import { refusal } from './access.ts';
import type { Door } from './door.ts';
import { createView, type View } from './view.ts';

export const hangStatus: Door = (web, parts) => {
  const { access } = parts;

  web.get('/api/status', (context) => {
    const view = createView(parts, access.readerOf(context));
    const refused = refusal(view.reader, access);
    if (refused) return context.json({ error: refused.error }, refused.status);
    return context.json({ services: view.services().map((one) => summary(one, view)) });
  });

  web.get('/api/status/:service', (context) => {
    const view = createView(parts, access.readerOf(context));
    const refused = refusal(view.reader, access);
    if (refused) return context.json({ error: refused.error }, refused.status);
    const service = view.find(context.req.param('service'));
    if (!service) return context.json({ error: 'no service of that name' }, 404);
    return context.json({ ...summary(service, view), incidents: view.incidents(service) });
  });
};

function summary(service: Service, view: View) {
  const verdict = view.verdict(service);
  return {
    id: service.id,
    name: service.name,
    isWatched: verdict !== undefined,
    status: verdict?.status ?? 'unknown',
    isSuspect: verdict?.isSuspect ?? false,
    since: verdict?.since ?? null,
    lookedAt: verdict?.lookedAt ?? null,
    components: verdict?.components ?? [],
  };
}
