/** The list of commands, in the order in which help shows them. */
import type { Command } from './command.ts';
import { createHelp } from './help.ts';
import { services } from './services.ts';
import { status } from './status.ts';
import { subscribe } from './subscribe.ts';
import { subscriptions } from './subscriptions.ts';
import { unsubscribe } from './unsubscribe.ts';

const asked: readonly Command[] = [status, subscribe, unsubscribe, subscriptions, services];

export const commands: readonly Command[] = [...asked, createHelp(asked)];
