/** Outages as a list, newest first: each told as its card in the chat tells it, with how it went. */
import { html } from 'hono/html';
import type { Line } from '../../message.ts';
import type { Incident, IncidentStep, Service } from '../../model.ts';
import { composeCard } from '../../telling/compose.ts';
import { timeSpan } from '../../telling/period.ts';
import { sayStep } from '../../telling/steps.ts';
import { lineHtml, type Markup, sign } from './markup.ts';
import { linkTo, type Visit } from './visit.ts';

const shownIncidents = 10;
/** The newest ones; a restless service has many. */
const shownSteps = 8;

export function timelineSection(service: Service, visit: Visit): Markup {
  const { voice, view } = visit;
  const incidents = view.incidents(service).slice(0, shownIncidents);
  const list =
    incidents.length === 0
      ? html`<p class="quiet">${voice.say('page.incidents.none')}</p>`
      : html`<ol class="timeline">${incidents.map((one) => incidentItem(one, service, visit))}</ol>`;
  return html`<section id="timeline" class="panel wide"><h2>${voice.say('page.incidents')}</h2>${list}</section>`;
}

/** One outage; with `isLinked` it leads to its service. */
export function incidentItem(
  incident: Incident,
  service: Service,
  visit: Visit,
  isLinked = false,
): Markup {
  const { tone, title, lines } = composeCard(incident, service, visit.voice, visit.now);
  // Where outages are all that a page has, they are one level higher.
  const heading = isLinked
    ? html`<h2><a href="${linkTo(`/s/${service.id}`, visit)}">${title}</a></h2>`
    : html`<h3>${title}</h3>`;
  return html`<li id="i-${incident.id}">${sign(tone)}<div>${heading}
${lines.map((line) => html`<p>${lineHtml(line, visit)}</p>`)}${steps(incident, service, visit)}</div></li>`;
}

/** How it went; one that was the same from beginning to end has said so already. */
function steps(incident: Incident, service: Service, visit: Visit): Markup | string {
  const { steps: all = [], endedAt } = incident;
  if (all.length < 2) return '';
  const over: readonly IncidentStep[] =
    endedAt === undefined ? [] : [{ at: endedAt, status: 'operational', parts: [] }];
  const items = [...all, ...over]
    .slice(-shownSteps)
    .map((step) => html`<li>${lineHtml(stepLine(step, service, visit), visit)}</li>`);
  return html`<ol class="steps">${items}</ol>`;
}

/** `14:07 partly down (Receiving · no answer)`, as the history in the chat has it. */
function stepLine(step: IncidentStep, service: Service, { voice, now }: Visit): Line {
  return [timeSpan(voice, step.at, now), ` ${sayStep(step, service, voice)}`];
}
