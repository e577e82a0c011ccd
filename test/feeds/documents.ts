/** Documents of every format, in every state that it knows, with the status that each must give. */
import type { Feed, Status } from '../../src/model.ts';

export const now = Date.UTC(2026, 7, 21, 12, 0);
export const minute = 60_000;
export const hour = 60 * minute;

export function iso(agoMs = 0): string {
  return new Date(now - agoMs).toISOString();
}

export type Case = {
  readonly says: string;
  readonly body: unknown;
  readonly gives: Status;
  readonly product?: string;
  /** How many incidents are open, and of those planned or over. */
  readonly open?: number;
  readonly over?: number;
  readonly maintenance?: number;
};

export type Kind = {
  readonly format: string;
  readonly type: string;
  readonly cases: readonly Case[];
  /** What stands in every document that may be called healthy, and in every one that may be called bad. */
  readonly healthy: RegExp;
  readonly unhealthy: RegExp;
};

const page = { id: 'p1', name: 'Example', url: 'https://status.example.com', updated_at: iso() };
const fine = { indicator: 'none', description: 'All Systems Operational' };

export function statuspageIncident(status: string, impact = 'major', more: object = {}) {
  return {
    id: 'i1',
    name: 'Requests <b>fail</b>',
    status,
    impact,
    shortlink: 'https://stspg.io/i1',
    created_at: iso(hour),
    started_at: iso(hour),
    ...(status === 'resolved' && { resolved_at: iso(minute) }),
    incident_updates: [
      { status, body: 'We &amp; our team look at it', created_at: iso(10 * minute) },
      { status: 'investigating', body: 'We are looking', created_at: iso(hour) },
    ],
    components: [{ id: 'c1', name: 'API' }],
    ...more,
  };
}

const components = [
  { id: 'g', name: 'Europe', status: 'operational', group: true },
  { id: 'c1', name: 'API', status: 'operational', group: false, group_id: null },
  { id: 'c2', name: 'API', status: 'major_outage', group: false, group_id: 'g' },
];
const work = (status: string) => ({
  ...{ id: 'm1', name: 'New database', status },
  ...{ scheduled_for: iso(-hour), scheduled_until: iso(-2 * hour), components: [] },
});

const statuspage: Kind = {
  format: 'statuspage-v2',
  type: 'application/json; charset=utf-8',
  healthy: /"none"|"operational"/,
  unhealthy:
    /"(minor|major|critical|degraded_performance|partial_outage|major_outage)"|"incidents":\[\{/,
  cases: [
    {
      says: 'all is well',
      body: { page, status: fine, components: [components[1]] },
      gives: 'operational',
    },
    { says: 'minor', body: { page, status: { indicator: 'minor' } }, gives: 'degraded' },
    { says: 'major', body: { page, status: { indicator: 'major' } }, gives: 'partial' },
    { says: 'critical', body: { page, status: { indicator: 'critical' } }, gives: 'major' },
    {
      says: 'maintenance',
      body: { page, status: { indicator: 'maintenance' } },
      gives: 'maintenance',
    },
    { says: 'a new indicator', body: { page, status: { indicator: 'purple' } }, gives: 'unknown' },
    ...['investigating', 'identified', 'monitoring'].map((stage) => ({
      says: `an incident is ${stage} while the indicator says none`,
      body: { page, status: fine, incidents: [statuspageIncident(stage)] },
      gives: 'partial' as const,
      open: 1,
    })),
    {
      says: 'an incident of no impact',
      body: { page, status: fine, incidents: [statuspageIncident('investigating', 'none')] },
      gives: 'degraded',
      open: 1,
    },
    {
      says: 'a resolved incident',
      body: { page, status: fine, incidents: [statuspageIncident('resolved')] },
      gives: 'operational',
      over: 1,
    },
    {
      says: 'a postmortem',
      body: { page, status: fine, incidents: [statuspageIncident('postmortem', 'critical')] },
      gives: 'operational',
      over: 1,
    },
    {
      says: 'an incident in a stage that nobody knows',
      body: { page, status: fine, incidents: [statuspageIncident('pondering')] },
      gives: 'unknown',
      open: 1,
    },
    {
      says: 'a part that is down beside none',
      body: { page, status: fine, components },
      gives: 'degraded',
    },
    {
      says: 'parts alone, all well',
      body: { page, components: [components[1]] },
      gives: 'operational',
    },
    { says: 'parts alone, one down', body: { page, components }, gives: 'partial' },
    {
      says: 'the row of a product',
      body: { page, status: { indicator: 'minor' }, components },
      product: 'Europe / API',
      gives: 'major',
    },
    {
      says: 'no row of the product',
      body: { page, status: fine, components },
      product: 'Mail',
      gives: 'unknown',
    },
    {
      says: 'planned work',
      body: {
        page,
        status: fine,
        scheduled_maintenances: [work('scheduled'), work('in_progress')],
      },
      gives: 'operational',
      maintenance: 2,
    },
    {
      says: 'incidents alone',
      body: { page, incidents: [statuspageIncident('resolved')] },
      gives: 'unknown',
      over: 1,
    },
    { says: 'nobody’s page', body: { page: {}, status: fine }, gives: 'unknown' },
  ],
};

const widget = { page_title: 'Example', page_url: 'https://status.example.com/' };
const calm = { ongoing_incidents: [], in_progress_maintenances: [], scheduled_maintenances: [] };
export const incidentIoIncident = (impact: string, status = 'identified') => ({
  id: '01H0QJ89CRW5BKTY9N89MSDT5S',
  name: 'Login failing for some users',
  ...{ status, created_at: iso(hour), last_update_at: iso(minute), last_update_message: 'Found' },
  ...{ url: 'https://status.example.com/i/1', current_worst_impact: impact },
  affected_components: [
    { id: 'c', name: 'Login', group_name: 'Authentication', current_status: impact },
  ],
});

const incidentIo: Kind = {
  format: 'incident-io',
  type: 'application/json',
  healthy:
    /"ongoing_incidents".*"in_progress_maintenances".*"scheduled_maintenances"|"none"|"operational"/,
  unhealthy:
    /"(degraded_performance|partial_outage|full_outage)"|"ongoing_incidents":\[\{|"minor"|"major"/,
  cases: [
    { says: 'three empty lists', body: { ...widget, ...calm }, gives: 'operational' },
    ...Object.entries({
      degraded_performance: 'degraded',
      partial_outage: 'partial',
      full_outage: 'major',
      colourless: 'unknown',
    } as const).map(([word, gives]) => ({
      says: `an incident with ${word}`,
      body: { ...widget, ...calm, ongoing_incidents: [incidentIoIncident(word)] },
      gives,
      open: 1,
    })),
    {
      says: 'a list is missing',
      body: { ...widget, ongoing_incidents: [], in_progress_maintenances: [] },
      gives: 'unknown',
    },
    {
      says: 'planned work',
      body: {
        ...{ ...widget, ...calm },
        in_progress_maintenances: [{ id: 'a', name: 'A', started_at: iso(hour) }],
        scheduled_maintenances: [
          { id: 'b', name: 'B', starts_at: iso(-hour), ends_at: iso(-2 * hour) },
        ],
      },
      gives: 'operational',
      maintenance: 2,
    },
    {
      says: 'its copy of Statuspage',
      body: { page, status: { indicator: 'minor' } },
      gives: 'degraded',
    },
  ],
};

const instatusIncident = (impact: string, status = 'INVESTIGATING') => ({
  ...{ name: 'Search degraded', status, impact, url: 'https://status.example.com/incident/1' },
  started: 'Thu Aug 20 2026 18:55:50 GMT+0000 (Coordinated Universal Time)',
});

const instatus: Kind = {
  format: 'instatus',
  type: 'application/json',
  healthy: /"UP"/,
  unhealthy: /"HASISSUES"|"activeIncidents":\[\{/,
  cases: [
    { says: 'up', body: { page: { name: 'E', status: 'UP' } }, gives: 'operational' },
    { says: 'has issues', body: { page: { name: 'E', status: 'HASISSUES' } }, gives: 'degraded' },
    {
      says: 'under maintenance',
      body: { page: { name: 'E', status: 'UNDERMAINTENANCE' } },
      gives: 'maintenance',
    },
    { says: 'a new word', body: { page: { name: 'E', status: 'SOSO' } }, gives: 'unknown' },
    ...Object.entries({
      DEGRADEDPERFORMANCE: 'degraded',
      PARTIALOUTAGE: 'partial',
      MINOROUTAGE: 'partial',
      MAJOROUTAGE: 'major',
      OPERATIONAL: 'degraded',
      WHATEVER: 'unknown',
    } as const).map(([word, gives]) => ({
      says: `an incident with ${word} while the page is up`,
      body: { page: { name: 'E', status: 'UP' }, activeIncidents: [instatusIncident(word)] },
      gives,
      open: 1,
    })),
    {
      says: 'a resolved incident',
      body: {
        page: { name: 'E', status: 'UP' },
        activeIncidents: [instatusIncident('MAJOROUTAGE', 'RESOLVED')],
      },
      gives: 'operational',
      over: 1,
    },
    {
      says: 'planned work',
      body: {
        page: { name: 'E', status: 'UP' },
        activeMaintenances: [
          { id: 'm', name: 'M', status: 'NOTSTARTEDYET', start: iso(-hour), duration: '60' },
        ],
      },
      gives: 'operational',
      maintenance: 1,
    },
  ],
};

const statusioBody = (code: number, more: object = {}) => ({
  result: {
    status_overall: { updated: iso(), status: 'x', status_code: code },
    status: [{ id: 'w', name: 'Website', status: 'x', status_code: code }],
    ...{ incidents: [], maintenance: { active: [], upcoming: [] }, ...more },
  },
});
const statusioIncident = (close: string | null) => ({
  ...{ _id: 'i', name: 'Slow', datetime_open: iso(hour), datetime_close: close },
  messages: [{ details: 'Looking', datetime: iso(hour), status: 500 }],
  components_affected: [{ name: 'Website', _id: 'w' }],
});

const statusio: Kind = {
  format: 'statusio',
  type: 'application/json',
  healthy: /"status_code":"?100/,
  unhealthy: /"status(_code)?":"?[3-6]00|"incidents":\[\{/,
  cases: [
    ...(
      [
        [100, 'operational'],
        [200, 'maintenance'],
        [300, 'degraded'],
        [400, 'partial'],
        [500, 'major'],
        [600, 'major'],
        [700, 'unknown'],
      ] as const
    ).map(([code, gives]) => ({ says: `code ${code}`, body: statusioBody(code), gives })),
    {
      says: 'an open incident beside 100',
      body: statusioBody(100, { incidents: [statusioIncident(null)] }),
      gives: 'major',
      open: 1,
    },
    {
      says: 'a closed incident',
      body: statusioBody(100, { incidents: [statusioIncident(iso())] }),
      gives: 'operational',
      over: 1,
    },
    {
      says: 'planned work',
      body: statusioBody(100, {
        maintenance: {
          active: [],
          upcoming: [{ _id: 'm', name: 'M', datetime_planned_start: iso(-hour) }],
        },
      }),
      gives: 'operational',
      maintenance: 1,
    },
    { says: 'the row of a product', body: statusioBody(400), product: 'website', gives: 'partial' },
  ],
};

const slackIncident = (type: string, status = 'active') => ({
  ...{ id: '546', title: 'Forwarding fails', type, status, services: ['Messaging'] },
  ...{ url: 'https://slack-status.com/1', date_created: '2026-08-21T04:35:46-07:00' },
  notes: [{ date_created: '2026-08-21T04:40:46-07:00', body: '<p>Technical Summary: …</p>' }],
});
const slackBody = (status: string, ...active_incidents: unknown[]) => ({
  ...{ status, date_created: iso(hour), active_incidents },
});

const slack: Kind = {
  format: 'slack-v2',
  type: 'application/json',
  healthy: /"ok"|"active".*"(notice|maintenance|scheduled|resolved|completed|cancelled)"/,
  unhealthy: /"broken"|"outage"|"incident"/,
  cases: [
    { says: 'ok', body: slackBody('ok'), gives: 'operational' },
    { says: 'active, but nothing is', body: slackBody('active'), gives: 'unknown' },
    { says: 'a new word', body: slackBody('dunno'), gives: 'unknown' },
    { says: 'broken', body: slackBody('broken'), gives: 'degraded' },
    {
      says: 'an outage',
      body: slackBody('active', slackIncident('outage')),
      gives: 'major',
      open: 1,
    },
    {
      says: 'an incident',
      body: slackBody('active', slackIncident('incident')),
      gives: 'degraded',
      open: 1,
    },
    {
      says: 'a notice',
      body: slackBody('active', slackIncident('notice')),
      gives: 'operational',
      open: 1,
    },
    {
      says: 'a new kind',
      body: slackBody('active', slackIncident('flood')),
      gives: 'unknown',
      open: 1,
    },
    {
      says: 'a resolved one',
      body: slackBody('ok', slackIncident('outage', 'resolved')),
      gives: 'operational',
      over: 1,
    },
    {
      says: 'planned work',
      body: slackBody('ok', slackIncident('maintenance', 'scheduled')),
      gives: 'operational',
      maintenance: 1,
    },
  ],
};

const awsEvent = (status: string, agoMs = hour) => ({
  ...{ service: 's3-us-east-1', service_name: 'Amazon S3', region_name: 'N. Virginia', status },
  ...{
    date: String((now - agoMs) / 1000),
    arn: 'arn:aws:health:1',
    summary: 'Elevated error rates',
  },
  event_log: [{ summary: 'x', message: 'We see errors', timestamp: (now - agoMs) / 1000 }],
});

const aws: Kind = {
  format: 'aws-currentevents',
  type: 'application/json',
  healthy: /^\[/,
  unhealthy: /"status":"?[123]/,
  cases: [
    { says: 'an empty list', body: [], gives: 'operational' },
    { says: 'informational', body: [awsEvent('1')], gives: 'degraded', open: 1 },
    { says: 'degradation', body: [awsEvent('2')], gives: 'degraded', open: 1 },
    { says: 'disruption of one service', body: [awsEvent('3')], gives: 'partial', open: 1 },
    {
      says: 'disruption of the product',
      body: [awsEvent('3')],
      product: 's3-us-east-1',
      gives: 'major',
      open: 1,
    },
    {
      says: 'disruption of another product',
      body: [awsEvent('3')],
      product: 'ec2',
      gives: 'operational',
    },
    { says: 'resolved', body: [awsEvent('0')], gives: 'operational', over: 1 },
    { says: 'a new code', body: [awsEvent('9')], gives: 'unknown', open: 1 },
    {
      says: 'one left standing for weeks',
      body: [awsEvent('3', 20 * 24 * hour)],
      gives: 'operational',
    },
  ],
};

export function rssOf(title: string, ...items: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
    <title>${title}</title><link>https://status.example.com</link><description>d</description>${items.join('')}</channel></rss>`;
}

export function item(title: string, text = '', agoMs = hour, id = title): string {
  const date = new Date(now - agoMs).toUTCString();
  return `<item><title>${title}</title><guid>${id}</guid><link>https://status.example.com/i</link><pubDate>${date}</pubDate><description><![CDATA[${text}]]></description></item>`;
}

export function atomOf(...entries: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>tag:x</id><title>Example Status</title><updated>${iso()}</updated>${entries.join('')}</feed>`;
}

export function entryOf(title: string, stages: readonly string[], agoMs = hour): string {
  const content = stages
    .map(
      (stage) =>
        `&lt;p&gt;&lt;small&gt;Aug 21, 00:37 UTC&lt;/small&gt;&lt;br&gt;&lt;strong&gt;${stage}&lt;/strong&gt; - text&lt;/p&gt;`,
    )
    .join('');
  return `<entry><id>tag:${title}</id><title>${title}</title><published>${iso(agoMs + hour)}</published><updated>${iso(agoMs)}</updated><link rel="alternate" href="https://status.example.com/i"/><content type="html">${content}</content></entry>`;
}

const azure: Kind = {
  format: 'azure-rss',
  type: 'application/rss+xml',
  healthy: /<title>[^<]*azure/i,
  unhealthy: /<item>/,
  cases: [
    { says: 'no item', body: rssOf('Azure Status'), gives: 'operational' },
    {
      says: 'trouble',
      body: rssOf('Azure Status', item('Virtual Machines - West Europe')),
      gives: 'degraded',
      open: 1,
    },
    {
      says: 'an outage',
      body: rssOf('Azure Status', item('Outage of Front Door')),
      gives: 'major',
      open: 1,
    },
    {
      says: 'resolved',
      body: rssOf('Azure Status', item('Resolved - Front Door')),
      gives: 'operational',
      over: 1,
    },
    {
      says: 'mitigated',
      body: rssOf('Azure Status', item('Mitigated: Front Door')),
      gives: 'operational',
      over: 1,
    },
    { says: 'somebody else’s channel', body: rssOf('Blog'), gives: 'unknown' },
  ],
};

const devopsBody = (health: string) => ({
  status: { health, message: 'x' },
  services: [{ id: 'Boards', geographies: [{ id: 'US', name: 'United States', health }] }],
});

const azureDevops: Kind = {
  format: 'azure-devops',
  type: 'application/json',
  healthy: /"healthy"/,
  unhealthy: /"(advisory|degraded|unhealthy)"/,
  cases: [
    { says: 'healthy', body: devopsBody('healthy'), gives: 'operational' },
    { says: 'advisory', body: devopsBody('advisory'), gives: 'degraded' },
    { says: 'degraded', body: devopsBody('degraded'), gives: 'degraded' },
    { says: 'unhealthy', body: devopsBody('unhealthy'), gives: 'major' },
    { says: 'a new word', body: devopsBody('tired'), gives: 'unknown' },
  ],
};

export const googleIncident = (impact: string, more: object = {}) => ({
  ...{ id: 'rZvZ', begin: iso(hour), created: iso(hour), modified: iso(), severity: 'medium' },
  ...{ external_desc: 'Mail is late', status_impact: impact, service_name: 'Gmail' },
  affected_products: [{ title: 'Gmail', id: 'prPt' }],
  most_recent_update: { when: iso(minute), text: 'Summary: late', status: impact },
  ...{ uri: 'incidents/rZvZ', ...more },
});
const ended = googleIncident('AVAILABLE', { id: 'old', end: iso(30 * minute) });

const google: Kind = {
  format: 'google-incidents',
  type: 'application/json',
  healthy: /"end":"\d|_INFORMATION"|"AVAILABLE"/,
  unhealthy: /"SERVICE_(OUTAGE|DISRUPTION)"|"(medium|high)"/,
  cases: [
    { says: 'an archive of what is over', body: [ended], gives: 'operational', over: 1 },
    { says: 'an empty archive', body: [], gives: 'unknown' },
    {
      says: 'an outage',
      body: [googleIncident('SERVICE_OUTAGE'), ended],
      gives: 'major',
      open: 1,
      over: 1,
    },
    {
      says: 'a disruption',
      body: [googleIncident('SERVICE_DISRUPTION', { end: '' })],
      gives: 'partial',
      open: 1,
    },
    {
      says: 'information',
      body: [googleIncident('SERVICE_INFORMATION', { severity: 'low' })],
      gives: 'operational',
      open: 1,
    },
    {
      says: 'grave information',
      body: [googleIncident('SERVICE_INFORMATION')],
      gives: 'degraded',
      open: 1,
    },
    { says: 'a new word', body: [googleIncident('SERVICE_WOBBLE')], gives: 'unknown', open: 1 },
    {
      says: 'trouble of the product',
      body: [googleIncident('SERVICE_OUTAGE')],
      product: 'Gmail',
      gives: 'major',
      open: 1,
    },
    {
      says: 'trouble of another product',
      body: [googleIncident('SERVICE_OUTAGE'), ended],
      product: 'Google Meet',
      gives: 'operational',
    },
  ],
};

const appleEvent = (statusType: string, eventStatus: string, more: object = {}) => ({
  ...{ messageId: '2000005599', statusType, eventStatus, message: 'Users are affected' },
  ...{ epochStartDate: now - hour, epochEndDate: null, ...more },
});
const appleBody = (...events: unknown[]) => ({
  services: [
    { serviceName: 'iCloud Mail', redirectUrl: null, events },
    { serviceName: 'App Store', redirectUrl: null, events: [] },
  ],
});

const apple: Kind = {
  format: 'apple-system-status',
  type: 'application/javascript',
  healthy: /"events":\[|jsonCallback/,
  unhealthy: /"statusType"/,
  cases: [
    { says: 'no events', body: appleBody(), gives: 'operational' },
    {
      says: 'the same in a call',
      body: `jsonCallback(${JSON.stringify(appleBody())});\n`,
      gives: 'operational',
    },
    {
      says: 'an outage of one service',
      body: appleBody(appleEvent('Outage', 'ongoing')),
      gives: 'partial',
      open: 1,
    },
    {
      says: 'an outage of the product',
      body: appleBody(appleEvent('Outage', 'ongoing')),
      product: 'iCloud Mail',
      gives: 'major',
      open: 1,
    },
    {
      says: 'an outage of another product',
      body: appleBody(appleEvent('Outage', 'ongoing')),
      product: 'App Store',
      gives: 'operational',
    },
    {
      says: 'an issue',
      body: appleBody(appleEvent('Issue', 'ongoing')),
      gives: 'degraded',
      open: 1,
    },
    {
      says: 'a kind nobody knows',
      body: appleBody(appleEvent('Hiccup', 'ongoing')),
      gives: 'degraded',
      open: 1,
    },
    {
      says: 'a state nobody knows',
      body: appleBody(appleEvent('Outage', 'maybe')),
      gives: 'unknown',
      open: 1,
    },
    {
      says: 'resolved',
      body: appleBody(appleEvent('Outage', 'resolved', { epochEndDate: now })),
      gives: 'operational',
      over: 1,
    },
    {
      says: 'work on the product',
      body: appleBody(appleEvent('Maintenance', 'ongoing')),
      product: 'iCloud Mail',
      gives: 'maintenance',
      maintenance: 1,
    },
    {
      says: 'planned work',
      body: appleBody(appleEvent('Maintenance', 'upcoming')),
      gives: 'operational',
      maintenance: 1,
    },
  ],
};

const post = (Status: string, ServiceDisplayName?: string, agoMs = minute) => ({
  ...{ Id: '972a3801', InternalDateTime: iso(agoMs), Title: '', Status },
  ...{ Message: '<div>This site is updated when…</div>', ServiceDisplayName },
});

const microsoft: Kind = {
  format: 'microsoft-posts',
  type: 'application/json; charset=utf-8',
  healthy: /"(Available|Operational|ServiceRestored)"/,
  unhealthy: /"ServiceDegradation"/,
  cases: [
    { says: 'available', body: post('Available'), gives: 'operational' },
    { says: 'restored', body: post('ServiceRestored'), gives: 'operational' },
    { says: 'degradation', body: post('ServiceDegradation'), gives: 'degraded', open: 1 },
    { says: 'unknown', body: post('Unknown'), gives: 'unknown' },
    {
      says: 'a post that is no longer refreshed',
      body: post('Available', undefined, 5 * hour),
      gives: 'unknown',
    },
    {
      says: 'all of a list',
      body: [post('Available', 'OneDrive'), post('Operational', 'Outlook.com')],
      gives: 'operational',
    },
    {
      says: 'the row of the product',
      body: [post('Available', 'OneDrive'), post('ServiceDegradation', 'Outlook.com')],
      product: 'Outlook.com',
      gives: 'degraded',
      open: 1,
    },
    {
      says: 'the row of another product',
      body: [post('Available', 'OneDrive'), post('ServiceDegradation', 'Outlook.com')],
      product: 'OneDrive',
      gives: 'operational',
    },
  ],
};

const meta: Kind = {
  format: 'meta-rss',
  type: 'application/rss+xml',
  healthy: /<title>WhatsApp\b[^<]*Status</,
  unhealthy: /<item>/,
  cases: [
    { says: 'no item', body: rssOf('WhatsApp Business Platform Status'), gives: 'operational' },
    {
      says: 'an item',
      body: rssOf('WhatsApp Business Platform Status', item('Cloud API: messages are late')),
      gives: 'degraded',
      open: 1,
    },
    { says: 'somebody else’s channel', body: rssOf('Latest news'), gives: 'unknown' },
  ],
};

const stripe: Kind = {
  format: 'stripe-current',
  type: 'application/json',
  healthy: /"up"/,
  unhealthy: /"(degraded|down)"/,
  cases: [
    {
      says: 'up',
      body: { largestatus: 'up', message: 'm', statuses: { api: 'up' } },
      gives: 'operational',
    },
    {
      says: 'degraded',
      body: { largestatus: 'degraded', message: 'm', statuses: { api: 'degraded' } },
      gives: 'degraded',
    },
    { says: 'down', body: { largestatus: 'down', message: 'm' }, gives: 'major' },
    { says: 'a new word', body: { largestatus: 'sideways', message: 'm' }, gives: 'unknown' },
    {
      says: 'one part is down',
      body: { largestatus: 'up', message: 'm', statuses: { api: 'up', webhooks: 'down' } },
      gives: 'partial',
    },
    {
      says: 'the long form',
      body: {
        UptimeStatus: 'up',
        message: 'm',
        uptimeData: [{ key: 'api', title: 'API', warning: null }],
      },
      gives: 'operational',
    },
  ],
};

const herokuBody = (status: string, ...incidents: unknown[]) => ({
  status: [
    { system: 'Apps', status },
    { system: 'Data', status: 'green' },
  ],
  ...{ incidents, scheduled: [] },
});

const heroku: Kind = {
  format: 'heroku-v4',
  type: 'application/json',
  healthy: /"green"/,
  unhealthy: /"(yellow|red)"|"incidents":\[\{/,
  cases: [
    { says: 'green', body: herokuBody('green'), gives: 'operational' },
    { says: 'yellow', body: herokuBody('yellow'), gives: 'degraded' },
    { says: 'red in part', body: herokuBody('red'), gives: 'partial' },
    { says: 'a new colour', body: herokuBody('mauve'), gives: 'unknown' },
    {
      says: 'an incident beside green',
      body: herokuBody('green', {
        id: 7,
        title: 'Slow builds',
        created_at: iso(hour),
        updates: [{ contents: 'x', created_at: iso(hour) }],
      }),
      gives: 'degraded',
      open: 1,
    },
    {
      says: 'planned work',
      body: { ...herokuBody('green'), scheduled: [{ id: 8, title: 'Move' }] },
      gives: 'operational',
      maintenance: 1,
    },
  ],
};

const zoho: Kind = {
  format: 'zoho-statusiq-rss',
  type: 'text/xml',
  healthy: /- (Operational|Informational)</,
  unhealthy: /- (Degraded Performance|Partial Outage|Major Outage)</,
  cases: [
    {
      says: 'operational',
      body: rssOf('Zoho', item('Zoho Mail - Operational'), item('Zoho CRM - Operational')),
      gives: 'operational',
    },
    {
      says: 'one is down',
      body: rssOf('Zoho', item('Zoho Mail - Major Outage'), item('Zoho CRM - Operational')),
      gives: 'partial',
    },
    {
      says: 'the product is down',
      body: rssOf('Zoho', item('Zoho Mail - Major Outage'), item('Zoho CRM - Operational')),
      product: 'Zoho Mail',
      gives: 'major',
    },
    {
      says: 'a name with a dash',
      body: rssOf('Zoho', item('Zoho Mail - EU - Degraded Performance')),
      product: 'Zoho Mail - EU',
      gives: 'degraded',
    },
    {
      says: 'maintenance',
      body: rssOf('Zoho', item('Zoho Mail - Under Maintenance')),
      gives: 'maintenance',
    },
    {
      says: 'a new word',
      body: rssOf('Zoho', item('Zoho Mail - Sleepy'), item('Zoho CRM - Operational')),
      gives: 'unknown',
    },
  ],
};

const betterBody = (state: string, ...included: unknown[]) => ({
  data: {
    id: '1',
    type: 'status_page',
    attributes: { company_name: 'Example', aggregate_state: state },
  },
  included: [
    { id: '2', type: 'status_page_resource', attributes: { public_name: 'Hub', status: state } },
    ...included,
  ],
});
const betterReport = (ends_at: string | null) => ({
  ...{ id: '3', type: 'status_report' },
  attributes: { title: 'Hub is slow', starts_at: iso(hour), ends_at, aggregate_state: 'degraded' },
});

const betterStack: Kind = {
  format: 'betterstack-json',
  type: 'application/json; charset=utf-8',
  healthy: /"operational"/,
  unhealthy: /"(degraded|downtime)"/,
  cases: [
    { says: 'operational', body: betterBody('operational'), gives: 'operational' },
    {
      says: 'degraded',
      body: betterBody('degraded', betterReport(null)),
      gives: 'degraded',
      open: 1,
    },
    { says: 'downtime', body: betterBody('downtime'), gives: 'major' },
    { says: 'maintenance', body: betterBody('maintenance'), gives: 'maintenance' },
    { says: 'a new word', body: betterBody('sunny'), gives: 'unknown' },
    {
      says: 'a report that is over',
      body: betterBody('operational', betterReport(iso(minute))),
      gives: 'operational',
      over: 1,
    },
  ],
};

const words = (
  format: string,
  say: (word: string) => unknown,
  table: Readonly<Record<string, Status>>,
): Kind => {
  const saying = (gives: (status: Status) => boolean) =>
    new RegExp(
      Object.keys(table)
        .filter((word) => gives(table[word] as Status))
        .map((word) => `"?${word}"?`)
        .join('|'),
    );
  return {
    ...{ format, type: 'application/json' },
    healthy: saying((status) => status === 'operational'),
    unhealthy: saying((status) => ['degraded', 'partial', 'major'].includes(status)),
    cases: Object.entries(table).map(([word, gives]) => ({ says: word, body: say(word), gives })),
  };
};

const sorry = words('sorry-v1', (state) => ({ page: { name: 'E', state, state_text: 'x' } }), {
  operational: 'operational',
  degraded: 'degraded',
  outage: 'major',
  maintenance: 'maintenance',
  under_maintenance: 'maintenance',
  wonky: 'unknown',
});

const statuscast = words('statuscast', (Status) => ({ Status, StatusText: 'x' }), {
  Available: 'operational',
  Monitoring: 'degraded',
  Degraded: 'degraded',
  PartialOutage: 'partial',
  Unavailable: 'major',
  Maintenance: 'maintenance',
  Wonky: 'unknown',
});

const cachetBody = (status: unknown) => ({
  meta: { pagination: {} },
  data: [{ id: 1, name: 'API', status }],
});
const cachet: Kind = {
  format: 'cachet',
  type: 'application/json',
  healthy: /"(status|value)":"?1/,
  unhealthy: /"(status|value)":"?[234]/,
  cases: [
    { says: '1', body: cachetBody(1), gives: 'operational' },
    { says: '1 as text', body: cachetBody('1'), gives: 'operational' },
    { says: '2', body: cachetBody(2), gives: 'degraded' },
    { says: '3', body: cachetBody(3), gives: 'partial' },
    { says: '4', body: cachetBody(4), gives: 'major' },
    { says: '5, of which nobody is sure', body: cachetBody(5), gives: 'unknown' },
    { says: '6', body: cachetBody(6), gives: 'maintenance' },
    {
      says: 'version 3',
      body: { data: [{ id: '1', attributes: { name: 'API', status: { value: 4, human: 'x' } } }] },
      gives: 'major',
    },
  ],
};

const uptimerobot = words(
  'uptimerobot',
  (statusClass) => ({
    status: 'ok',
    psp: { monitors: [{ monitorId: 1, name: 'API', statusClass }] },
  }),
  {
    success: 'operational',
    warning: 'degraded',
    danger: 'major',
    black: 'unknown',
    teal: 'unknown',
  },
);

const algolia = words('algolia-v1', (word) => ({ status: { c1: word } }), {
  operational: 'operational',
  degraded_performance: 'degraded',
  'degraded-performance': 'degraded',
  partial_outage: 'partial',
  major_outage: 'major',
  wonky: 'unknown',
});

const salesforceWords = words('salesforce-trust', (status) => [{ key: 'NA1', status }], {
  OK: 'operational',
  INFORMATIONAL_CORE: 'degraded',
  MINOR_INCIDENT_NONCORE: 'partial',
  MAJOR_INCIDENT_CORE: 'major',
  MAINTENANCE_CORE: 'maintenance',
  WONKY: 'unknown',
});
const instances = [
  { key: 'NA1', status: 'OK' },
  { key: 'EU1', status: 'MAJOR_INCIDENT_CORE' },
];
const salesforce: Kind = {
  ...salesforceWords,
  cases: [
    ...salesforceWords.cases,
    { says: 'one instance of several', body: instances, gives: 'partial' },
    { says: 'the instance asked about', body: instances, product: 'EU1', gives: 'major' },
    { says: 'another instance', body: instances, product: 'NA1', gives: 'operational' },
  ],
};

const zendeskIncident = (outage: boolean, resolvedAt: string | null) => ({
  ...{ id: 'z', type: 'incident' },
  attributes: { title: 'Tickets are slow', outage, startedAt: iso(hour), resolvedAt },
});
const zendesk: Kind = {
  format: 'zendesk',
  type: 'application/vnd.api+json',
  healthy: /"data":\[/,
  unhealthy: /"incident"/,
  cases: [
    { says: 'an empty list', body: { data: [], included: [] }, gives: 'operational' },
    {
      says: 'an incident',
      body: { data: [zendeskIncident(false, null)] },
      gives: 'degraded',
      open: 1,
    },
    { says: 'an outage', body: { data: [zendeskIncident(true, null)] }, gives: 'major', open: 1 },
    {
      says: 'a resolved one',
      body: { data: [zendeskIncident(true, iso())] },
      gives: 'operational',
      over: 1,
    },
  ],
};

const pagerduty = words(
  'pagerduty',
  (status) => ({ services: [{ id: 's', name: 'API', status }] }),
  {
    operational: 'operational',
    minor: 'degraded',
    degraded: 'degraded',
    major: 'major',
    outage: 'major',
    maintenance: 'maintenance',
    wonky: 'unknown',
  },
);

const psn = (status: unknown[], services: unknown[] = []) => ({
  status: [],
  countries: [
    { countryCode: 'US', status, services: [{ serviceName: 'Store', status: services }] },
  ],
});
const psnEntry = (statusType: string, agoMs = hour) => ({ statusType, startDate: iso(agoMs) });
const playstation: Kind = {
  format: 'psn-json',
  type: 'application/json',
  healthy: /"countries":\[\{/,
  unhealthy: /"(Outage|Degraded)"/,
  cases: [
    { says: 'empty lists', body: psn([]), gives: 'operational' },
    { says: 'an outage of a country', body: psn([psnEntry('Outage')]), gives: 'major' },
    { says: 'an outage of a service', body: psn([], [psnEntry('Outage')]), gives: 'partial' },
    { says: 'degraded', body: psn([], [psnEntry('Degraded')]), gives: 'degraded' },
    { says: 'maintenance', body: psn([psnEntry('Maintenance')]), gives: 'maintenance' },
    { says: 'a new word', body: psn([psnEntry('Sulking')]), gives: 'unknown' },
    {
      says: 'one left standing',
      body: psn([psnEntry('Outage', 9 * 24 * hour)]),
      gives: 'operational',
    },
    { says: 'no country', body: { status: [], countries: [] }, gives: 'unknown' },
  ],
};

const xboxXml = (state: string, id = 1) =>
  `<?xml version="1.0"?><ServiceStatus><Status><Overall><State>${state}</State><Id>0</Id></Overall></Status><CoreServices><Category><Id>1</Id><Name>Account</Name><Status><Name>n</Name><Id>${id}</Id></Status></Category></CoreServices></ServiceStatus>`;
const xbox: Kind = {
  format: 'xbox-xml',
  type: 'application/xml',
  healthy: /None/,
  unhealthy: /Impacted|Unavailable/,
  cases: [
    { says: 'none', body: xboxXml('None'), gives: 'operational' },
    { says: 'impacted', body: xboxXml('Impacted', 2), gives: 'degraded' },
    { says: 'unavailable', body: xboxXml('Unavailable', 2), gives: 'major' },
    { says: 'a new word', body: xboxXml('Moody'), gives: 'unknown' },
    {
      says: 'none as JSON',
      body: { Status: { Overall: { State: 'None' } }, CoreServices: [] },
      gives: 'operational',
    },
    {
      says: 'impacted as JSON',
      body: { Status: { Overall: { State: 'Impacted' } } },
      gives: 'degraded',
    },
  ],
};

const rss: Kind = {
  format: 'rss',
  type: 'application/rss+xml',
  healthy: /Resolved|Completed|已恢复/i,
  unhealthy: /Investigating|Identified|Monitoring|Update|Initial Notification/i,
  cases: [
    {
      says: 'all resolved',
      body: rssOf(
        'Status',
        item('API errors', '<b>Resolved</b> fixed'),
        item('Old', 'Status: Resolved'),
      ),
      gives: 'operational',
      over: 2,
    },
    {
      says: 'one is open',
      body: rssOf(
        'Status',
        item('API errors', 'Status: Investigating'),
        item('Old', 'Status: Resolved'),
      ),
      gives: 'degraded',
      open: 1,
      over: 1,
    },
    {
      says: 'the state in the title',
      body: rssOf('Status', item('Resolved: API errors')),
      gives: 'operational',
      over: 1,
    },
    {
      says: 'an outage in the title',
      body: rssOf('Status', item('Initial Notification: major outage of payments')),
      gives: 'major',
      open: 1,
    },
    {
      says: 'ended in Chinese',
      body: rssOf('状态', item('网络故障(已恢复)')),
      gives: 'operational',
      over: 1,
    },
    {
      says: 'no states at all',
      body: rssOf('Status', item('API errors', 'we fixed it')),
      gives: 'unknown',
    },
    { says: 'nothing at all', body: rssOf('Status'), gives: 'unknown' },
    {
      says: 'a new entry without a state',
      body: rssOf('Status', item('Trouble?', 'hm'), item('Old', 'Status: Resolved')),
      gives: 'unknown',
      over: 1,
    },
    {
      says: 'an old entry without a state',
      body: rssOf('Status', item('Trouble?', 'hm', 30 * hour), item('Old', 'Status: Resolved')),
      gives: 'operational',
      over: 1,
    },
    {
      says: 'planned work',
      body: rssOf(
        'Status',
        item('Scheduled maintenance', 'Status: Maintenance'),
        item('Old', 'Status: Resolved'),
      ),
      gives: 'operational',
      over: 1,
      maintenance: 1,
    },
  ],
};

const atom: Kind = {
  ...rss,
  format: 'atom',
  type: 'application/atom+xml',
  cases: [
    {
      says: 'newest update first',
      body: atomOf(entryOf('Errors', ['Resolved', 'Monitoring', 'Investigating'])),
      gives: 'operational',
      over: 1,
    },
    {
      says: 'monitoring',
      body: atomOf(entryOf('Errors', ['Monitoring', 'Investigating'])),
      gives: 'degraded',
      open: 1,
    },
    {
      says: 'planned work',
      body: atomOf(entryOf('New database', ['Scheduled']), entryOf('Errors', ['Resolved'])),
      gives: 'operational',
      over: 1,
      maintenance: 1,
    },
    {
      says: 'a forgotten entry',
      body: atomOf(
        entryOf('Errors', ['Identified'], 40 * 24 * hour),
        entryOf('More', ['Resolved']),
      ),
      gives: 'operational',
      over: 1,
    },
  ],
};

export const kinds: readonly Kind[] = [
  statuspage,
  incidentIo,
  instatus,
  statusio,
  slack,
  aws,
  azure,
  azureDevops,
  google,
  apple,
  microsoft,
  meta,
  stripe,
  heroku,
  zoho,
  betterStack,
  sorry,
  statuscast,
  cachet,
  uptimerobot,
  algolia,
  salesforce,
  zendesk,
  pagerduty,
  playstation,
  xbox,
  rss,
  atom,
];

export function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

export function documentOf(kind: Kind, body: unknown) {
  const bytes = new TextEncoder().encode(textOf(body));
  return { bytes, contentType: kind.type, url: 'https://status.example.com/feed' };
}

export function feedOf({ format }: Kind, product?: string): Feed {
  const url = 'https://status.example.com/feed';
  return { format, url, ...(product !== undefined && { product }) };
}
