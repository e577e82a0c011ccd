/** `POST /changed/:service`: a release or another change, told by whoever makes it, as a likely reason of what follows. */
import type { Door } from './door.ts';

const longestName = 200;

export const hangChanges: Door = (web, { access, changes, catalogue }) => {
  if (!changes) return;
  web.post('/changed/:service', (context) => {
    // A key in an address is one for reading: addresses are copied and logged.
    if (!access.readerOf(context).seesAll || context.req.query('key') !== undefined) {
      return context.json({ error: 'send the access key: Authorization: Bearer …' }, 401);
    }
    const service = catalogue.find(context.req.param('service').slice(0, longestName));
    if (!service.service || !service.isExact) {
      return context.json({ error: 'no service of that name' }, 404);
    }
    changes.note(service.service.id);
    return context.json({ noted: service.service.id });
  });
};
