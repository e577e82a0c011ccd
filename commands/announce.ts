/** `announce service text`: words of a person to every channel that follows a service; shown first, then confirmed. */

import { serviceChoices } from '../src/asking/choices.ts';
import { sayUnknown } from '../src/asking/naming.ts';
import { askWhich } from '../src/asking/one.ts';
import { sayLine } from '../src/languages/line.ts';
import { type Message, quote } from '../src/message.ts';
import type { Service } from '../src/model.ts';
import { serviceName } from '../src/telling/compose.ts';
import type { Command, Desk, Request } from './command.ts';
import { notOurs } from './maintenance.ts';

const longestText = 300;

export const announce = {
  name: 'announce',
  aliases: ['公告', '通告'],
  options: [
    { name: 'service', isRequired: true, complete: serviceChoices },
    { name: 'text', isRest: true },
    { name: 'send', isNamed: true },
  ],
  isPrivate: true,
  isManaging: true,
  cost: 2,
  async run(request, desk) {
    const { service: typed, text, send } = request.options;
    if (send !== undefined) return sent(send, request, desk);
    if (typed === undefined || text === undefined) {
      return askWhich('announce.which', 'announce shop Slow during the sale', { request, desk });
    }
    const { service, isExact, suggestions } = desk.catalogue.find(typed);
    if (!service || !isExact) {
      const others = service ? [service, ...suggestions] : suggestions;
      return sayUnknown({ typed, suggestions: others }, 'status', request);
    }
    return preview(service, quote(text, longestText), request, desk);
  },
} satisfies Command;

/** Only those whose service it is may speak to everybody who follows it. */
function preview(service: Service, text: string, request: Request, desk: Desk): Message {
  const { voice, ask } = request;
  const name = serviceName(voice, service);
  if (!desk.isOurs(service)) return { ...notOurs(service, request), buttons: [] };
  const id = desk.draft({ service: service.id, text, person: quote(ask.person.name, 40) });
  const count = desk.audience(service.id);
  return {
    tone: 'info',
    title: voice.say('announce.preview', { service: name, count }),
    lines: [[{ bold: text }]],
    footer: sayLine(voice, 'announce.next'),
    buttons: [{ label: voice.say('button.send'), command: `announce send:${id}` }],
  };
}

async function sent(id: string, request: Request, desk: Desk): Promise<Message> {
  const { voice } = request;
  const isSent = await desk.send(id);
  return { tone: 'info', title: voice.say(isSent ? 'announce.done' : 'announce.gone'), lines: [] };
}
