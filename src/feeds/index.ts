/** The list of feed formats. A new format is its file and one line here; those with the most telling form come first. */
import { algolia } from './algolia.ts';
import { apple } from './apple.ts';
import { aws } from './aws.ts';
import { azure } from './azure.ts';
import { azureDevops } from './azure-devops.ts';
import { betterStack } from './better-stack.ts';
import { cachet } from './cachet.ts';
import type { Format } from './feed.ts';
import { google } from './google.ts';
import { heroku } from './heroku.ts';
import { incidentIo } from './incident-io.ts';
import { instatus } from './instatus.ts';
import { meta } from './meta.ts';
import { microsoft } from './microsoft.ts';
import { pagerduty } from './pagerduty.ts';
import { playstation } from './playstation.ts';
import { atom, rss } from './rss.ts';
import { salesforce } from './salesforce.ts';
import { slack } from './slack.ts';
import { sorry } from './sorry.ts';
import { statuscast } from './statuscast.ts';
import { statusio } from './statusio.ts';
import { statuspage } from './statuspage.ts';
import { stripe } from './stripe.ts';
import { uptimerobot } from './uptimerobot.ts';
import { xbox } from './xbox.ts';
import { zendesk } from './zendesk.ts';
import { zoho } from './zoho.ts';

export const formats: readonly Format[] = [
  statuspage,
  incidentIo,
  instatus,
  statusio,
  betterStack,
  slack,
  google,
  apple,
  microsoft,
  azureDevops,
  stripe,
  heroku,
  salesforce,
  playstation,
  xbox,
  statuscast,
  uptimerobot,
  pagerduty,
  algolia,
  sorry,
  cachet,
  aws,
  zendesk,
  meta,
  azure,
  zoho,
  rss,
  atom,
];
