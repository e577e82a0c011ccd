/** Everything that people see of the bot, made by the real composers and the real commands from plain data. */
import { commands } from '../../commands/index.ts';
import { createAnswer } from '../../src/asking/answer.ts';
import { drawChart } from '../../src/charts/draw.ts';
import { createVoice } from '../../src/languages/index.ts';
import type { Message } from '../../src/message.ts';
import type { Cause, Incident, Notice, Service, Status } from '../../src/model.ts';
import type { CommandShape } from '../../src/platforms/platform.ts';
import { formView } from '../../src/platforms/slack/modal.ts';
import { compose } from '../../src/telling/compose.ts';
import { type Case, composeGroup } from '../../src/telling/compose-group.ts';
import { composeNotice } from '../../src/telling/compose-notice.ts';
import type { Announcement } from '../../src/telling/told.ts';
import { cause, createMemoryDesk, minute, now, part, verdict } from '../desk.ts';
import { lookedAhead, watched } from './outlook.ts';
import type { Network, Post, Scene } from './post.ts';
import type { Reader } from './reader.ts';
import {
  again,
  busy,
  calm,
  catalogue,
  doubted,
  hostile,
  mail,
  nameless,
  outage,
  partial,
  quoted,
  recovered,
  reported,
  short,
  stopped,
  strange,
  today,
  together,
  unstable,
  whatsapp,
  worse,
  yesterday,
} from './world.ts';

/** Every picture of one network for one reader, in the order of an outage and then of questions. */
export async function scenesFor(network: Network, reader: Reader): Promise<readonly Scene[]> {
  return [...told(reader), ...(await asked(network, reader))];
}

/** What a channel hears by itself. */
export function told(reader: Reader): readonly Scene[] {
  const say = sayer(reader);
  const card = say('outage', outage, whatsapp, 3);
  const partly = say('outage', partial, mail, 3);
  const quiet = { ...unstable, calmSince: today + 35 * minute };
  const settled = { ...unstable, endedAt: today + 35 * minute };
  const backAgain = { ...again, endedAt: today + 69 * minute };
  const lost = { ...worse, changedAt: today + 6 * minute };
  const scene = (id: string, name: string, ...posts: readonly Post[]) => ({ id, name, posts });
  const reply = (post: Post, root: Post) => ({ ...post, replyTo: root.message });
  return [
    scene('outage', 'an outage', card),
    scene('nameless', 'all parts for one reason', say('outage', nameless, whatsapp, 3)),
    scene('partial', 'some parts fail', partly),
    scene('provider', 'the provider says the same', say('outage', quoted, whatsapp, 3)),
    scene('provider-unaware', 'the provider knows nothing', say('outage', doubted, whatsapp, 3)),
    scene('provider-alone', 'only the provider says so', say('outage', reported, whatsapp, 3)),
    scene('likely', 'with the likely cause', say('outage', stopped, mail, 3)),
    scene('reminder', 'it still lasts', reply(say('reminder', outage, whatsapp, 62), card)),
    scene('escalation', 'it got worse', reply(say('escalation', lost, mail, 6), partly)),
    scene('degraded', 'a mail server is busy', say('outage', busy, mail, 3)),
    scene('card-after', 'the card after the recovery', {
      ...say('edit', recovered, whatsapp, 50),
      at: card.at,
      isEdited: true,
    }),
    scene('recovery', 'the recovery', reply(say('recovery', recovered, whatsapp, 50), card)),
    scene('calm', 'the mail server is well again', say('recovery', calm, mail, 32)),
    scene('again', 'down again', reply(say('again', again, whatsapp, 58), card)),
    scene('back-again', 'back again', reply(say('recovery', backAgain, whatsapp, 70), card)),
    scene('missed', 'an outage that nobody could be told of', say('missed', short, whatsapp, 10)),
    scene('missed-night', 'one of the night before', say('missed', yesterday, whatsapp, 10)),
    scene('unstable', 'it goes up and down', say('edit', unstable, mail, 20)),
    scene('unstable-calm', 'it has been up for a while', say('edit', quiet, mail, 40)),
    scene('settled', 'it has settled', say('recovery', settled, mail, 55)),
    ...toldTogether(reader),
    ...noticed(reader),
    ...lookedAhead(reader),
    scene('hostile', 'a name full of tricks', say('outage', strange, hostile, 3)),
  ];
}

/** Outages with one cause share a card. */
function toldTogether({ language }: Reader): readonly Scene[] {
  const voice = createVoice(language, 'UTC');
  const scene = (
    id: string,
    name: string,
    ...[what, cases, minutes]: [Announcement | 'edit', readonly Case[], number]
  ) => {
    const at = today + minutes * minute;
    return { id, name, posts: [{ at, message: composeGroup(what, cases, voice, at) }] };
  };
  return [
    scene('group', 'several services at once', 'outage', together.all, 3),
    scene('group-some', 'one of them is back', 'edit', together.some, 32),
    scene('group-over', 'all of them are back', 'recovery', together.over, 50),
    scene('group-missed', 'nobody could be told of them', 'missed', together.over, 55),
  ];
}

/** What is no outage and worth hearing once. */
function noticed({ language, person }: Reader): readonly Scene[] {
  const voice = createVoice(language, 'UTC');
  const scene = (id: string, name: string, kind: Notice['kind'], facts: Notice['facts']) => {
    const notice = { id, kind, at: now, expiresAt: now, facts };
    const services = kind === 'announcement' ? [] : [mail, whatsapp];
    const message = composeNotice(notice, services, { voice, now });
    return { id: `notice-${id}`, name, posts: [{ at: now, message }] };
  };
  const hours = { from: now + 120 * minute, until: now + 180 * minute, text: 'New disks' };
  return [
    scene('certificate', 'a certificate expires soon', 'certificate', {
      place: 'mail1.example.com',
      days: 7,
    }),
    scene('blind', 'we saw nothing for a while', 'blind', {
      from: now - 40 * minute,
      until: now - 2 * minute,
      why: 'network',
    }),
    scene('maintenance', 'work that is planned', 'maintenance', hours),
    scene('announcement', 'an announcement', 'announcement', {
      text: 'Tocsin moves to another machine tonight',
      person,
    }),
  ];
}

function sayer({ language }: Reader) {
  const voice = createVoice(language, 'UTC');
  return (
    what: Announcement | 'edit',
    incident: Incident,
    service: Service,
    minutes: number,
  ): Post => {
    const at = today + minutes * minute;
    return { at, message: compose(what, incident, service, voice, at) };
  };
}

function parts(id: string, status: Status, seen?: Cause) {
  const components = catalogue.get(id)?.components ?? [];
  return components.map(({ id: component, checks }) => {
    const targets = seen ? checks.map(({ target }) => target) : [];
    return part(component, status, {
      checks: checks.length,
      targets,
      ...(seen && { cause: seen }),
    });
  });
}

const ours = cause('own-network', { kind: 'ours' });
/** A service nobody watches, whose first part failed once. */
const doubtful = parts('signal', 'operational').map((one, index) =>
  index === 0
    ? part(one.component, 'operational', {
        cause: cause('reset', { kind: 'soft' }),
        targets: ['tcp://chat.signal.org:443'],
        isSuspect: true,
      })
    : one,
);

const standings = {
  whatsapp: {
    verdict: verdict('whatsapp', 'operational', parts('whatsapp', 'operational')),
    incident: yesterday,
    isWatched: true,
  },
  [mail.id]: {
    verdict: verdict(
      mail.id,
      'partial',
      mail.components.map(
        ({ id }) => partial.parts.find((one) => one.component === id) ?? part(id, 'operational'),
      ),
      { since: partial.startedAt },
    ),
    incident: partial,
    isWatched: true,
  },
  telegram: {
    verdict: verdict('telegram', 'unknown', parts('telegram', 'unknown', ours), {
      lookedAt: now - 40 * minute,
    }),
    isWatched: true,
  },
  signal: {
    verdict: verdict('signal', 'operational', doubtful, { isSuspect: true }),
    isWatched: false,
  },
};

/** One thing to ask, and how its picture is called. */
const questions: readonly (readonly [id: string, name: string, line: string])[] = [
  ['status-well', 'how a service stands: well', 'status whatsapp'],
  ['status-broken', 'how a service stands: broken', 'status email'],
  ['status-suspect', 'a first failure', 'status signal'],
  ['status-blind', 'nothing could be measured', 'status telegram'],
  ['status-guess', 'a name that is nearly right', 'status whatsap'],
  ['overview', 'all services of a channel', 'status'],
  ['subscriptions', 'what a channel follows', 'subscriptions'],
  ['services', 'looking for a service', 'services post'],
  ['services-all', 'all services', 'services'],
  ['history', 'what was', 'history whatsapp'],
  ['history-fresh', 'nothing was yet', 'history signal'],
  ['status-busy', 'slow, in a busy period', 'status china-post'],
  ['forecast', 'what is to be expected', 'forecast china-post'],
  ['about', 'how the bot is', 'about'],
  ['settings', 'what a channel has chosen', 'settings'],
  ['mute', 'quiet for a while', 'mute whatsapp 2h'],
  ['help', 'what can be asked', 'help'],
  ['help-one', 'one command', 'help status'],
  ['did-you-mean', 'a write never guesses', 'subscribe whatsap'],
  ['unknown-command', 'a command that is none', 'subscrbe gmail'],
];

async function asked(network: Network, reader: Reader): Promise<readonly Scene[]> {
  const { desk, posts } = createMemoryDesk({
    own: [mail, hostile],
    standings,
    ...watched,
    broken: { telegram: 'missing: Embed Links' },
  });
  const answers = createAnswer({
    commands,
    desk,
    defaults: { language: reader.language, timeZone: reader.timeZone },
    log: (_, text) => {
      throw new Error(text);
    },
  });
  const prefix = network === 'slack' ? '/tocsin ' : '/';
  const ask = async (line: string): Promise<Post> => {
    const { message, isPrivate } = await answers.answer({
      line,
      channel: `${network}:1/2`,
      person: { id: '7', name: reader.person },
      mayManage: true,
      prefix,
      language: reader.language,
    });
    const picture = await pictured(message);
    const drawn = picture === undefined ? {} : { picture };
    return { at: now, message, isPrivate, asked: `${prefix}${line}`, ...drawn };
  };
  const subscribed = await ask('subscribe whatsapp');
  const confirmation = shown(posts[0]);
  for (const name of ['email', 'telegram', 'github', 'gmail']) await ask(`subscribe ${name}`);
  const left = async () => {
    const answer = await ask('unsubscribe gmail');
    return [shown(posts.at(-1)), answer];
  };
  const scenes = await Promise.all(
    questions.map(async ([id, name, line]) => ({ id, name, posts: [await ask(line)] })),
  );
  return [
    { id: 'confirmation', name: 'a subscription', posts: [confirmation, subscribed] },
    { id: 'confirmation-broken', name: 'to what is down', posts: [shown(posts[1])] },
    ...scenes,
    ...(network === 'slack' ? [form(answers.shapes, reader)] : []),
    { id: 'farewell', name: 'the end of a subscription', posts: await left() },
  ];
}

/** What Slack opens for a command that changes something and says not what. */
function form(shapes: readonly CommandShape[], { language }: Reader): Scene {
  const shape = shapes.find(({ name }) => name === 'subscribe');
  const view = shape && formView(shape, { channel: 'C1', responseUrl: '' }, language);
  if (!view) throw new Error('subscribe has a form');
  return { id: 'form', name: 'a form', posts: [], form: view };
}

async function pictured({ chart }: Message): Promise<string | undefined> {
  const png = chart && (await drawChart(chart));
  return png && `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}

function shown(message: Message | undefined): Post {
  if (!message) throw new Error('nothing was posted');
  return { at: now, message };
}
