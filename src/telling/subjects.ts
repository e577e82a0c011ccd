/** What a message speaks of, for machines that read it. Pure. */
import type { Message, Subject } from '../message.ts';
import type { Incident } from '../model.ts';

/** The same message with its incidents beside the words. */
export function withSubjects(message: Message, incidents: readonly Incident[]): Message {
  return { ...message, subjects: incidents.map(subjectOf) };
}

function subjectOf({ id, service, revision, status, startedAt, endedAt }: Incident): Subject {
  return {
    ...{ service, incident: id, revision, startedAt },
    status: endedAt === undefined ? status : 'operational',
    ...(endedAt !== undefined && { endedAt }),
  };
}
