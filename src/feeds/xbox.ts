/** Xbox: `servicestatusv6`, as JSON or as the XML that a server gives to whom it does not heed. */
import { z } from 'zod';
import type { FeedComponent, Status } from '../model.ts';
import type { Format, Said } from './feed.ts';
import { plainText } from './reading/plain.ts';
import { key } from './reading/shape.ts';
import { meaning } from './reading/status.ts';

const states: Readonly<Record<string, Status>> = {
  none: 'operational',
  impacted: 'degraded',
  unavailable: 'major',
};

/** The real one has 60 KB. */
const longestXml = 200_000;

const category = z.object({ Id: key, Name: z.string(), Status: z.object({ Id: key }) });

const shape = z.object({
  Status: z.object({ Overall: z.object({ State: z.string() }) }),
  CoreServices: z.array(category).catch([]),
});

export const xbox: Format = {
  name: 'xbox-xml',
  accept: 'application/json, application/xml;q=0.5',
  read({ json, text }) {
    if (json === undefined) return ofXml(text);
    const read = shape.safeParse(json);
    if (!read.success) return undefined;
    const { Status: status, CoreServices } = read.data;
    return said(
      status.Overall.State,
      CoreServices.map((one) => component(one.Id, one.Name, one.Status.Id)),
    );
  },
};

function said(state: string, components: readonly FeedComponent[]): Said {
  const status = meaning(states, state);
  return {
    status,
    ...(status === 'unknown' && { reason: `says "${state}" of itself` }),
    components,
    incidents: [],
    maintenance: [],
  };
}

function component(id: string, name: string, status: string): FeedComponent {
  return { id, name, status: status === '1' ? 'operational' : 'degraded' };
}

/** Two elements of a document whose form has not changed in years: no need for a whole reader of XML. */
function ofXml(text: string): Said | undefined {
  if (!/^\s*(<\?xml[^>]*>\s*)?<ServiceStatus\b/.test(text)) return undefined;
  const start = text.slice(0, longestXml);
  const [, overall = ''] = /<Overall>([\s\S]{0,2000}?)<\/Overall>/.exec(start) ?? [];
  const [, state] = /<State>([^<]{1,40})<\/State>/.exec(overall) ?? [];
  if (state === undefined) return undefined;
  const categories = start.matchAll(
    /<Category>\s*<Id>([^<]{1,20})<\/Id>\s*<Name>([^<]{1,80})<\/Name>\s*<Status>([\s\S]{0,300}?)<\/Status>/g,
  );
  const components = [...categories].slice(0, 100).map(([, id = '', name = '', inner = '']) => {
    return component(id, plainText(name), /<Id>([^<]{1,20})<\/Id>/.exec(inner)?.[1] ?? '');
  });
  return said(state.trim(), components);
}
