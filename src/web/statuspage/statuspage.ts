/** `/api/v2` and `/s/:service/api/v2`: us as a Statuspage, of all services or of one. */
import type { Planned } from '../../incidents/maintenance.ts';
import type { Incident } from '../../model.ts';
import { type Asked, createAnswers, json, notFound } from '../answer.ts';
import type { Door } from '../door.ts';
import { componentsOf, incidentsOf, pageOf, type Subject, statusOf, worksOf } from './page.ts';

type Make = (subject: Subject, asked: Asked) => object;

const isOpen = ({ endedAt }: Incident) => endedAt === undefined;

/** What is in each document beside the page itself. */
const documents: Readonly<Record<string, Make>> = {
  'summary.json': (subject, asked) => ({
    components: componentsOf(subject, asked),
    incidents: incidentsOf(subject, asked, isOpen),
    scheduled_maintenances: worksOf(subject, asked),
    status: statusOf(subject, asked),
  }),
  'status.json': (subject, asked) => ({ status: statusOf(subject, asked) }),
  'components.json': (subject, asked) => ({ components: componentsOf(subject, asked) }),
  'incidents.json': (subject, asked) => ({ incidents: incidentsOf(subject, asked) }),
  'incidents/unresolved.json': (subject, asked) => ({
    incidents: incidentsOf(subject, asked, isOpen),
  }),
  'scheduled-maintenances.json': (subject, asked) => ({
    scheduled_maintenances: worksOf(subject, asked),
  }),
  'scheduled-maintenances/upcoming.json': (subject, asked) => ({
    scheduled_maintenances: worksOf(subject, asked, ({ from }: Planned) => from > asked.now),
  }),
  'scheduled-maintenances/active.json': (subject, asked) => ({
    scheduled_maintenances: worksOf(subject, asked, ({ from }: Planned) => from <= asked.now),
  }),
};

export const hangStatuspage: Door = (web, parts) => {
  const answerAt = createAnswers(web, parts);
  for (const [name, make] of Object.entries(documents)) {
    const tell = (subject: Subject, asked: Asked) =>
      json({ page: pageOf(subject, asked), ...make(subject, asked) });
    answerAt(`/api/v2/${name}`, (asked) => tell({ services: asked.view.services() }, asked));
    answerAt(`/s/:service/api/v2/${name}`, (asked) => {
      const only = asked.view.called(asked.param('service'));
      return only ? tell({ services: [only], only }, asked) : notFound('no service of that name');
    });
  }
};
