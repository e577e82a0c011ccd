/** The list of commands, in the order in which help shows them. */
import { about } from './about.ts';
import { announce } from './announce.ts';
import { calendar } from './calendar.ts';
import type { Command } from './command.ts';
import { forecast } from './forecast.ts';
import { createHelp } from './help.ts';
import { history } from './history.ts';
import { maintenance } from './maintenance.ts';
import { mute } from './mute.ts';
import { probe } from './probe.ts';
import { services } from './services.ts';
import { settings } from './settings.ts';
import { status } from './status.ts';
import { subscribe } from './subscribe.ts';
import { subscriptions } from './subscriptions.ts';
import { test } from './test.ts';
import { unmute } from './unmute.ts';
import { unsubscribe } from './unsubscribe.ts';
import { unwatch } from './unwatch.ts';
import { watch } from './watch.ts';

const asked: readonly Command[] = [
  status,
  subscribe,
  unsubscribe,
  subscriptions,
  services,
  history,
  forecast,
  calendar,
  probe,
  mute,
  unmute,
  settings,
  watch,
  unwatch,
  maintenance,
  announce,
  test,
  about,
];

export const commands: readonly Command[] = [...asked, createHelp(asked)];
