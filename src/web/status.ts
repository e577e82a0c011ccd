/** `/api/status`: how services stand, in the form that scripts have relied on from the beginning. */
import type { Service } from '../model.ts';
import { createAnswers, json, notFound } from './answer.ts';
import type { Door } from './door.ts';
import type { View } from './view.ts';

export const hangStatus: Door = (web, parts) => {
  const answerAt = createAnswers(web, parts);

  answerAt('/api/status', ({ view }) =>
    json({ services: view.services().map((one) => summary(one, view)) }),
  );

  answerAt('/api/status/:service', ({ view, param }) => {
    const service = view.find(param('service'));
    if (!service) return notFound('no service of that name');
    return json({ ...summary(service, view), incidents: view.incidents(service) });
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
