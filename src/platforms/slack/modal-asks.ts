/** Forms on Slack: opened in place of an answer, completed while somebody types, and answered like a typed command. */
import { setTimeout as pause } from 'node:timers/promises';
import type { App, BlockSuggestion, webApi } from '@slack/bolt';
import type { Log } from '../../log.ts';
import type { Answer, Ask, Ears } from '../platform.ts';
import { type FormPlace, formChoices, formPrefix, formView, placeOf, readForm } from './modal.ts';

/** The question waits for its acknowledgement meanwhile, and Slack waits 3 s for that. */
const openWithinMs = 1_000;

type Who = { readonly channel: string; readonly user: string };

export type FormsParts = {
  readonly app: App;
  readonly client: webApi.WebClient;
  readonly ears: Ears;
  /** Where and by whom something is asked. */
  readonly askOf: (who: Who) => Promise<Ask>;
  /** Gives an answer back to whoever filled in a form. */
  readonly answer: (place: FormPlace, user: string, said: Answer) => Promise<void>;
  readonly log: Log;
};

export type Forms = {
  /** True when the form of this answer is on somebody's screen, so that nothing else need be said. */
  open(said: Answer, trigger: string | undefined, place: FormPlace): Promise<boolean>;
};

export function listenForForms(parts: FormsParts): Forms {
  const { app, client, ears, askOf, log } = parts;

  app.options<'block_suggestion'>(/.*/, async ({ body, ack }) => {
    const { view, user, action_id: option, value }: BlockSuggestion = body;
    const place = placeOf(view?.private_metadata ?? '');
    if (!view || !place) return ack({ options: [] });
    const ask = await askOf({ channel: place.channel, user: user.id });
    const command = view.callback_id.slice(formPrefix.length);
    const choices = await ears.complete({ ...ask, command }, option, value ?? '');
    return ack({ options: formChoices(choices) });
  });

  app.view({ callback_id: /.*/, type: 'view_submission' }, async ({ view, body, ack }) => {
    // The window closes at once; the answer is in the channel, where it would be for a typed command.
    await ack().catch(() => {});
    const filled = readForm(view);
    if (!filled) return;
    const { command, options, mentions, place } = filled;
    const { id: user } = body.user;
    const ask = await askOf({ channel: place.channel, user });
    const said = await ears.answer({ ...ask, command, options, mentions });
    await parts.answer(place, user, said);
  });

  async function show(said: Answer, trigger: string, place: FormPlace): Promise<boolean> {
    const shape = ears.commands.find(({ name }) => name === said.form?.command);
    const view = shape && formView(shape, place, said.form?.language ?? 'en');
    if (!view) return false;
    try {
      await client.views.open({ trigger_id: trigger, view });
      return true;
    } catch (error) {
      log('warn', 'a form could not be shown on Slack', { error: String(error) });
      return false;
    }
  }

  return {
    async open(said, trigger, place) {
      if (!said.form || !trigger) return false;
      const late = pause(openWithinMs, false, { ref: false });
      return Promise.race([show(said, trigger, place), late]);
    },
  };
}
