/** Discord's own published description of its API as a judge of every body that our stand-in is sent. */
import { readFileSync } from 'node:fs';
import { fromJSONSchema, preprocess } from 'zod';

const { $defs } = JSON.parse(
  readFileSync(new URL('discord-openapi.json', import.meta.url), 'utf8'),
) as { $defs: Record<string, object> };

type Judge = Pick<ReturnType<typeof fromJSONSchema>, 'safeParse'>;

function judgeOf(...names: string[]) {
  const anyOf = names.map((name) => ({ $ref: `#/$defs/${name}` }));
  return fromJSONSchema({ anyOf, $defs } as Parameters<typeof fromJSONSchema>[0]);
}

/** The documentation and every client write permissions as a string; the schema knows the number. */
const commands = preprocess((body) => {
  if (!Array.isArray(body)) return body;
  return body.map((one) => ({
    ...one,
    default_member_permissions:
      one.default_member_permissions && Number(one.default_member_permissions),
  }));
}, judgeOf('ApplicationCommandUpdateRequest').array());

const judges: readonly (readonly [string, RegExp, Judge])[] = [
  ['POST', /^\/channels\/\d+\/messages$/, judgeOf('MessageCreateRequest')],
  ['PATCH', /^\/channels\/\d+\/messages\/\d+$/, judgeOf('MessageEditRequestPartial')],
  ['PUT', /^\/applications\/\d+\/commands$/, commands],
  [
    'POST',
    /\/callback$/,
    judgeOf(
      'CreateMessageInteractionCallbackRequest',
      'ApplicationCommandAutocompleteCallbackRequest',
    ),
  ],
  [
    'PATCH',
    /^\/webhooks\/\d+\/[^/]+\/messages\/@original$/,
    judgeOf('IncomingWebhookUpdateRequestPartial'),
  ],
  ['POST', /^\/webhooks\/\d+\/[^/]+$/, judgeOf('IncomingWebhookInteractionRequest')],
];

/** What is wrong with a body in the eyes of the schema; empty where it has none. */
export function faultsBySchema(method: string, path: string, body: unknown): string[] {
  for (const [verb, pattern, judge] of judges) {
    if (verb !== method || !pattern.test(path)) continue;
    const { error } = judge.safeParse(body);
    return error ? error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) : [];
  }
  return [];
}
