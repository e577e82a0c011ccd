/** `/s/:service`: how one service stands and why, what its provider says, and how it has been. */
import { html } from 'hono/html';
import type { Standing } from '../../../commands/command.ts';
import type { Message, Tone } from '../../message.ts';
import type { ComponentVerdict, Service, Warning } from '../../model.ts';
import { severity } from '../../model.ts';
import { composeStatus } from '../../telling/compose-status.ts';
import { sayWarnings } from '../../telling/compose-warning.ts';
import { conditionOf } from '../../telling/condition.ts';
import { partName } from '../../telling/evidence.ts';
import { providerLines } from '../../telling/provider.ts';
import { toneOf } from '../../telling/tone.ts';
import { blindBanner, blindSection } from './blind.ts';
import { busySection } from './busy.ts';
import type { Leaf } from './document.ts';
import { lineHtml, type Markup, outward, sign } from './markup.ts';
import { type Past, pastSections } from './past.ts';
import { standingOf, standingTone } from './standings.ts';
import { timelineSection } from './timeline.ts';
import { linkTo, type Visit } from './visit.ts';
import { workSection } from './work.ts';

export type ServiceFacts = {
  readonly past: Past;
  readonly warnings: readonly Warning[];
};

export function servicePage(service: Service, facts: ServiceFacts, visit: Visit): Leaf {
  const { view, voice, now } = visit;
  const standing = standingOf(service, view, true);
  const message = composeStatus(ourView(standing), voice, now, {
    isPublic: true,
    isFollowed: true,
  });
  return {
    title: message.title,
    tone: standingTone(standing),
    feeds: `/s/${service.id}`,
    body: html`<p class="crumb"><a href="${linkTo('/', visit)}"><span aria-hidden="true">← </span>${voice.say('page.all')}</a></p>
${blindBanner(visit, service)}
${stateSection(message, standingTone(standing), visit)}
${warningSection(service, facts.warnings, visit)}
<div class="grid">${providerSection(standing, visit)}
${partsSection(standing, visit)}
${workSection(visit, service)}
${busySection(visit, service)}
${pastSections(facts.past, service, visit)}
${timelineSection(service, visit)}
${blindSection(visit, service)}</div>`,
  };
}

/** What the chat answers to `/status`, in the same words; what the provider says has a place of its own. */
function stateSection({ title, lines, footer }: Message, tone: Tone, visit: Visit): Markup {
  return html`<section id="state" class="hero ${tone}"><h1>${sign(tone)}<span>${title}</span></h1>
${lines.map((line) => html`<p>${lineHtml(line, visit)}</p>`)}
${footer ? html`<p class="quiet">${lineHtml(footer, visit)}</p>` : ''}</section>`;
}

/** Without the provider's word, but where there is nothing else. */
function ourView(standing: Standing): Standing {
  const { provider: _provider, accord: _accord, ...verdict } = standing.verdict;
  return standing.service.components.length > 0 ? { ...standing, verdict } : standing;
}

/** Signs of trouble to come: for those who can do something about it. */
function warningSection(
  service: Service,
  warnings: readonly Warning[],
  { voice, view, now }: Visit,
): Markup | string {
  if (warnings.length === 0 || !view.reader.seesAll) return '';
  const items = sayWarnings(voice, service, warnings, now).map((text) => html`<li>${text}</li>`);
  return html`<section id="warnings" class="banner" role="note">${sign('degraded')}<div><h2>${voice.say('page.warnings')}</h2><ul class="plain">${items}</ul></div></section>`;
}

function providerSection({ verdict, service }: Standing, visit: Visit): Markup | string {
  const { voice } = visit;
  const lines = providerLines(voice, service, verdict, true);
  const page = service.statusPage
    ? outward(service.statusPage, voice.say('button.statusPage'))
    : undefined;
  if (!verdict.provider && page === undefined) return '';
  const status = verdict.provider?.status ?? 'unknown';
  const word = html`<p class="state">${sign(toneOf(status))}<span>${voice.say(`status.${status}`)}</span></p>`;
  return html`<section id="provider" class="panel"><h2>${voice.say('page.provider')}</h2>${verdict.provider ? word : ''}
${lines.map((line) => html`<p>${lineHtml(line, visit)}</p>`)}
${page ? html`<p>${page}</p>` : ''}</section>`;
}

/** Each part with its state, the worst first; a service in one piece has said all above. */
function partsSection({ verdict, service }: Standing, visit: Visit): Markup | string {
  if (verdict.components.length < 2) return '';
  const parts = verdict.components.toSorted((a, b) => severity(b.status) - severity(a.status));
  const items = parts.map((part) => partItem(part, service, visit));
  return html`<section id="parts" class="panel"><h2>${visit.voice.say('page.parts')}</h2><ul class="parts">${items}</ul></section>`;
}

function partItem(part: ComponentVerdict, service: Service, { voice }: Visit): Markup {
  const isDoubt = part.isSuspect && severity(part.status) === 0;
  const condition = conditionOf(part.status, [part]);
  const tone = isDoubt ? 'degraded' : toneOf(condition);
  const word = voice.say(isDoubt ? 'status.suspect' : `status.${condition}`);
  return html`<li><b>${partName(voice, service, part.component)}</b> <span class="${tone}">${word}</span>${sign(tone)}</li>`;
}
