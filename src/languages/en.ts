/**
 * English, the language that every other one is measured against: ICU messages by key.
 * Values arrive as plain text; `{when}` and its like may be spans that platforms render themselves.
 */
export const en = {
  // What a service does, as a whole sentence.
  'title.operational': '{service} is working normally',
  'title.degraded': '{service} is degraded',
  'title.degraded.parts': '{service} is degraded: {parts}',
  'title.busy': '{service} is overloaded',
  'title.busy.parts': '{service} is overloaded: {parts}',
  'title.slow': '{service} is slow',
  'title.slow.parts': '{service} is slow: {parts}',
  'title.partial': '{service} is partly down',
  'title.partial.parts': '{service} is partly down: {parts}',
  'title.major': '{service} is down',
  'title.unstable': '{service} is unstable',
  'title.unstable.parts': '{service} is unstable: {parts}',
  'title.maintenance': '{service} is under maintenance',
  'title.unknown': "Can't tell how {service} is doing",
  'title.stale': "Can't tell: no fresh look at {service} for {duration}",
  'title.suspect': '{service}: possible problems, checking',
  'title.suspectOnce': '{service} may have problems',
  'title.escalated.degraded': '{service} is degraded again',
  'title.escalated.partial': '{service} got worse: now partly down',
  'title.escalated.partial.parts': '{service} got worse: now partly down ({parts})',
  'title.escalated.major': '{service} got worse: now down',
  'title.again': `{condition, select,
    degraded {{service} is degraded again}
    busy {{service} is overloaded again}
    slow {{service} is slow again}
    unstable {{service} is unstable again}
    partial {{service} is partly down again}
    other {{service} is down again}}`,
  'title.still': `{condition, select,
    degraded {{service} is still degraded after {duration}}
    busy {{service} is still overloaded after {duration}}
    slow {{service} is still slow after {duration}}
    unstable {{service} is still unstable after {duration}}
    partial {{service} is still partly down after {duration}}
    other {{service} is still down after {duration}}}`,
  'title.back': `{condition, select,
    degraded {{service} is back to normal — was degraded {duration}}
    busy {{service} is back to normal — was overloaded {duration}}
    slow {{service} is back to normal — was slow {duration}}
    unstable {{service} is stable again — was unstable {duration}}
    partial {{service} is back — was partly down {duration}}
    other {{service} is back — was down {duration}}}`,
  'title.missed': `{condition, select,
    degraded {{service} was degraded for {duration} and is back to normal}
    busy {{service} was overloaded for {duration} and is back to normal}
    slow {{service} was slow for {duration} and is back to normal}
    unstable {{service} was unstable for {duration} and is stable again}
    partial {{service} was partly down for {duration} and is back}
    other {{service} was down for {duration} and is back}}`,

  // Several outages that belong together.
  'title.group': `{worst, select,
    degraded {{count, plural, one {# service is degraded} other {# services are degraded}}}
    partial {{count, plural, one {# service is partly down} other {# services are partly down}}}
    other {{count, plural, one {# service is down} other {# services are down}}}}: {services}`,
  'title.group.more': '{parts} and {count} more',
  'title.group.back': `{count, plural, one {# service is back} other {# services are back}}: {services}`,
  'title.group.missed': `{count, plural, one {# service was down and is back} other {# services were down and are back}}: {services}`,
  'line.case': '{service}: {reason}',
  'line.case.back': 'back after {duration}',

  // The lines below a title.
  'line.since': 'Since {when}',
  'line.period': `{condition, select,
    degraded {Degraded from {from} to {to}}
    busy {Overloaded from {from} to {to}}
    slow {Slow from {from} to {to}}
    unstable {Unstable from {from} to {to}}
    partial {Partly down from {from} to {to}}
    other {Down from {from} to {to}}}`,
  'line.periodSum': `{condition, select,
    degraded {Degraded for {duration} in all between {from} and {to}}
    busy {Overloaded for {duration} in all between {from} and {to}}
    slow {Slow for {duration} in all between {from} and {to}}
    partial {Partly down for {duration} in all between {from} and {to}}
    other {Down for {duration} in all between {from} and {to}}}`,
  'line.also': 'Also affected: {parts}',
  'line.affected': 'Affected: {parts}',
  'line.seen': 'We saw: {causes}',
  'line.working': 'Working: {parts}',
  'line.cannotTell': 'Can’t tell: {parts}',
  'line.checks': '{count, plural, one {The check works} other {All # checks work}}',
  'line.lastOutage': 'Last outage: {when}, {duration}',
  'line.noOutage': 'No outage seen since we began to watch',
  'line.notOurFinding': 'This says nothing about {service} itself.',
  'line.reason': 'Reason: {cause}',
  'line.unstable': 'It keeps going up and down; you will hear when it has settled.',
  'line.calm': 'Working since {when}; you will hear when that has lasted.',
  'line.confirming': 'A first failure is being confirmed; nothing is told until it is certain.',
  'line.oneLook': 'One look is no proof. Subscribe this channel, and it is watched.',
  'line.inDoubt': 'In doubt: {parts}',
  'line.guessed': 'Showing {service} for “{typed}”',
  'footer.checks': 'Seen by our own checks · confirmed {when}',
  'provider.says':
    '{stage, select, investigating {The provider is looking into it} identified {The provider has found the cause} monitoring {The provider has mended it and watches} other {The provider says that it is over}}: {quoted}',
  'provider.quote': '“{text}”',
  'accord.agreed':
    '{word, select, well {The provider says that all is well, too.} other {The provider reports trouble, too.}}',
  'accord.only-we': 'The provider says that all is well.',
  'accord.only-they': 'The provider reports trouble; our own checks find none.',
  'accord.they-are-silent': 'The provider’s status page says nothing that can be read.',
  'accord.we-are-blind':
    '{word, select, well {The provider says that all is well; we cannot tell ourselves.} other {The provider reports trouble; we cannot tell ourselves.}}',
  'accord.at-work':
    '{titled, select, no {The provider is at planned work.} other {The provider is at planned work: {quoted}}}',
  'accord.neither': 'The provider’s status page says nothing that can be read, either.',
  'footer.provider': 'Reported by the provider · {when}',
  'footer.both': 'Seen by our own checks and reported by the provider · confirmed {when}',
  'notice.maintenance.cancelled':
    '{count, plural, =0 {The planned maintenance will not take place} other {{services}: the planned maintenance will not take place}}',
  'services.unverified': 'unverified',
  'line.unverified': 'Its addresses are unverified: take this with care.',
  'footer.looked': 'Looked at {when}',
  'footer.lookedNow': 'Looked just now; not watched because no channel follows it',
  'footer.noResult': 'No result yet',
  'part.more': '{total, plural, other {{parts} and {count} more}}',
  'part.all': 'All {count} parts',
  'evidence.part': '{part}: {cause}',
  'evidence.place': '{part} · {place}: {cause}',
  'evidence.alone': '{place}: {cause}',
  'evidence.all': '{cause} ({checks, plural, =2 {both checks} other {all # checks}})',
  'evidence.one': '{cause} (1 of {checks} checks)',
  'evidence.some': '{cause} ({failed} of {checks} checks)',
  'evidence.said': ': {said}',

  // One word or two for a state, in lists.
  'status.operational': 'working normally',
  'status.degraded': 'degraded',
  'status.busy': 'overloaded',
  'status.slow': 'slow',
  'status.unstable': 'unstable',
  'status.partial': 'partly down',
  'status.major': 'down',
  'status.maintenance': 'under maintenance',
  'status.unknown': 'cannot tell',
  'status.suspect': 'possible problems, checking',
  'status.parts': '{status} ({parts})',
  'status.row': '{service}: {status}',
  'status.rowSince': '{service}: {status} since {when}',

  // The steps of a look.
  'phase.dns': 'looking up the name',
  'phase.tcp': 'connecting',
  'phase.tls': 'TLS handshake',
  'phase.greeting': 'greeting',
  'phase.auth': 'signing in',
  'phase.request': 'sending the request',
  'phase.first-byte': 'waiting for the answer',
  'phase.body': 'reading the answer',
  'phase.expect': 'judging the answer',

  // Why a reading is not up. `limit`, `status`, `days` are "none" where they are not known.
  'cause.timeout': `{phase, select,
    dns {no answer from the name servers}
    tcp {no answer while connecting}
    tls {no answer during the TLS handshake}
    greeting {connected, but no greeting}
    auth {no answer while signing in}
    body {the answer stopped half-way}
    other {no answer to the request}}{limit, select, none {} other { within {limit}}}`,
  'cause.reset': `{phase, select,
    tcp {connection broken off while connecting}
    tls {connection broken off during the TLS handshake}
    greeting {connection closed without a greeting}
    auth {connection broken off while signing in}
    body {connection broken off half-way through the answer}
    other {connection broken off before an answer}}`,
  'cause.refused': 'connection refused',
  'cause.unreachable': 'no route to its address',
  'cause.nxdomain': 'the name does not exist in DNS',
  'cause.dns-no-data': 'DNS has no such record for the name',
  'cause.dns-servfail': 'its name servers fail with SERVFAIL',
  'cause.dns-refused': 'the name server refuses to answer',
  'cause.dns-mismatch': 'DNS answers something else than expected',
  'cause.domain-ends':
    '{days, select, none {domain ends soon} 0 {domain ends today} 1 {domain ends tomorrow} other {domain ends in {days} days}}',
  'cause.domain-expired':
    '{days, select, none {domain has expired} 0 {domain expired today} 1 {domain expired a day ago} other {domain expired {days} days ago}}',
  'cause.certificate-expired': `{days, select,
    none {certificate expired}
    0 {certificate expired today}
    1 {certificate expired a day ago}
    other {certificate expired {days} days ago}}`,
  'cause.certificate-not-yet-valid': 'certificate is not valid yet',
  'cause.certificate-wrong-name': 'certificate belongs to another name',
  'cause.certificate-untrusted': 'certificate is not trusted',
  'cause.tls-failed': 'TLS handshake failed',
  'cause.starttls-missing': 'STARTTLS is not offered',
  'cause.http-status': '{status, select, none {HTTP error} other {HTTP {status}}}',
  'cause.too-many-redirects': 'redirects without end',
  'cause.reply': `{kind, select,
    busy {says it is overloaded}
    policy {{phase, select, auth {refuses our sign-in} other {refuses us}}}
    other {{phase, select, auth {sign-in failed} other {answers with an error}}}}`,
  'cause.garbage': 'the answer makes no sense',
  'cause.too-large': 'the answer is too large',
  'cause.mismatch': 'the answer is not what it should be',
  'cause.slow': `{took, select,
    none {slower than it should be}
    other {took {took}}}{limit, select, none {} other {, should be within {limit}}}`,
  'cause.not-allowed': 'this address may not be looked at',
  'cause.unsupported': 'this cannot be measured here',
  'cause.own-network': 'our own network has trouble',
  'cause.never-answered': 'it has never answered us',
  'cause.never-called': 'it has not called yet',
  'cause.silent': 'it has not called in time{limit, select, none {} other { ({limit})}}',
  'cause.lost': 'a message did not arrive{limit, select, none {} other { within {limit}}}',
  'cause.only-from-here': 'it cannot be reached from here, but from elsewhere',
  'cause.internal': 'an error of our own',

  // How it has been.
  'past.uptime': 'Uptime: {parts}',
  'past.uptime.planned': 'Uptime: {parts}, without {duration} of planned work',
  'digest.share': '{service} {share}',
  'digest.well':
    '{count, plural, one {The one service here worked all the time} =2 {Both services here worked all the time} other {All # services here worked all the time}}',
  'digest.worked': '{service}: {duration} of planned work',
  'digest.ahead': '{service}: maintenance planned, {from} to {to}',
  'digest.hint': '{service}: {text}',
  'past.window': '{share} in {window}',
  'past.chart': '{service}: response time in the last {window}',
  'past.times': '{median}, nearly always within {most}',
  'past.failed': '{note}; failing for {duration}',
  'past.none': 'nothing measured',
  // The status page.
  'page.skip': 'Skip to the content',
  'page.all': 'All services',
  'page.incidents': 'Incidents',
  'page.incidents.none': 'No outage seen so far',
  'page.language': 'Language',
  'page.zone': 'Times in {zone}',
  'page.live': 'Live',
  'page.live.lost': 'No connection; this may be old',
  'page.well': 'All is well',
  'page.trouble':
    '{bad} of {all, plural, one {# service} other {# services}} {bad, plural, one {has} other {have}} trouble',
  'page.doubt':
    'Possible problems with {bad} of {all, plural, one {# service} other {# services}}, checking',
  'page.unsure':
    "Can't tell how {bad} of {all, plural, one {# service} other {# services}} {bad, plural, one {is} other {are}} doing",
  'page.nothing': 'Nothing is watched yet',
  'page.watched': '{count, plural, one {# service is watched} other {# services are watched}}',
  'page.now': 'Trouble now',
  'page.search': 'Find a service',
  'page.search.go': 'Find',
  'page.search.none': 'No service here is called “{typed}”',
  'page.search.all': 'Show all',
  'page.provider': 'What the provider says',
  'page.parts': 'Parts',
  'page.busy': 'Busy times ahead',
  'page.usual': 'Dashed: what is usual at that hour',
  'page.work': 'Maintenance',
  'page.warnings': 'Early warnings',
  'page.blind': 'When we could not see',
  'page.blind.now': 'We cannot see right now',
  'page.blind.next': 'What is shown here may be old.',
  'page.days': '{days, plural, one {The last day} other {The last # days}}',
  'page.days.well':
    'No trouble on {seen, plural, one {the one day seen} other {any of the # days seen}}',
  'page.days.trouble':
    'Trouble on {bad} of {seen, plural, one {# day} other {# days}} seen, most on {worst}',
  'page.day': '{day}: {what}',
  'page.times': 'Response time in the last day',
  'page.missing': 'There is no such page',
  'page.private': 'This page is private',
  'page.private.next': 'Whoever runs it can make services public, or set an access key.',
  'page.key': 'Access key',
  'page.key.go': 'Open',
  'page.key.wrong': 'That is not the access key.',
  'page.key.have': 'I have an access key',

  // Why, where the evidence says enough; always "likely".
  'likely.stopped':
    'Likely the software: it has stopped or restarts; the machine answers, the program does not',
  'likely.application-error': `Likely a fault in the software: {all, select,
    yes {every check gets}
    other {it answers}} HTTP {status}`,
  'likely.wrong-answer':
    'Likely a fault in the software: it answers, but {all, select, yes {every answer} other {the answer}} is wrong',
  'likely.gone': 'Likely a change to the software: what was there is gone (HTTP {status})',
  'likely.tls-setup': 'Likely a mistake in its set-up: it answers, but TLS does not come about',
  'likely.changed': `Likely a change that went wrong: {what, select,
    address {its address}
    certificate {its certificate}
    software {its server software}
    other {it}} changed shortly before`,
  'likely.origin': `Likely {class, select,
    overload {overloaded}
    other {a fault in the software}}: the servers behind it do not answer well (HTTP {status})`,
  'likely.busy':
    'Likely overloaded: the server says it is busy{status, select, none {} other { ({status})}}',
  'likely.storage-full':
    'Likely out of storage space: the server says so{status, select, none {} other { ({status})}}',
  'likely.stalled':
    'Likely overloaded: {count, plural, one {a check} other {# checks}} could connect but got no answer',
  'likely.ramp': 'Likely overloaded: answers took {times} times as long before it failed',
  'likely.resource': `Likely overloaded: {resource, select,
    cpu {its processors are busy}
    memory {its memory is full}
    disk {its disk is full}
    connections {it has run out of connections}
    replication {its databases lag behind}
    queue {its queue is too long}
    bandwidth {its bandwidth is used up}
    other {it is at a limit}}`,
  'likely.peak':
    'Likely overloaded: this is a busy time{period, select, none {} other { ({period})}}',
  'likely.port-silent': `Likely {class, select,
    overload {overloaded}
    other {a mistake in its set-up}}: the machine answers, but takes no connections here`,
  'likely.backend': 'Likely a database or another part behind it: its own answer says so',
  'likely.host-silent': 'Likely the network on the way: nothing there answers',
  'likely.servers-silent':
    'Likely the network on the way: {count, plural, one {a server does} other {# of its servers do}} not answer at all',
  'likely.no-route':
    'Likely the network on the way: there is no route to {count, plural, one {a server} other {# of its servers}}',
  'likely.only-from-here': 'Likely the network on the way: it works from elsewhere',
  'likely.congestion':
    'Likely a congested network: connecting to {count, plural, one {a server} other {# of its servers}} took ever longer',
  'likely.parent': 'Likely a service that it depends on: {parent} fails too',
  'likely.shared':
    'Likely something shared: {count, plural, one {another service} other {# other services}} failed with it',
  'likely.hardware': 'Likely the hardware or its power: {quoted}',
  'likely.certificate-expired': 'Likely a certificate that was not renewed',
  'likely.certificate-wrong': `Likely a mistake with its certificate{cause, select,
    certificate_wrong_name {: it belongs to another name}
    certificate_not_yet_valid {: it is not valid yet}
    certificate_untrusted {: nobody vouches for it}
    other {}}`,
  'likely.name-removed': `Likely DNS: {cause, select,
    dns_no_data {the record was removed}
    other {the name was removed or has expired}}`,
  'likely.name-servers': 'Likely DNS: its name servers fail, other names are found',
  'likely.records-changed': 'Likely DNS: its records were changed',
  'likely.flood': 'Unusual traffic, likely an attack: {times} times as much as usual',
  'likely.maintenance': 'Likely planned work: it speaks of maintenance',
  'likely.same-hour':
    'Likely a regular job: the same time of day on {days, plural, one {# day} other {# days}}',
  'likely.provider-says': `Likely {class, select,
    software {a fault in the software}
    overload {overloaded}
    dependency {a database or another part behind it}
    network {the network}
    third_party {another provider}
    hardware {the hardware or its power}
    certificate {the certificate}
    dns {DNS}
    attack {an attack}
    other {known}}, as the provider says: {quoted}`,

  // Buttons.
  'button.statusPage': 'Official status',
  'button.details': 'Details',
  'button.mute': 'Mute',
  'button.share': 'Share',
  'button.subscribe': 'Subscribe this channel',
  'button.unsubscribe': 'Unsubscribe {service}',
  'button.undo': 'Undo',
  'button.subscriptions': 'Subscriptions',
  'button.services': 'Services',
  'button.help': 'Help',
  'choice.yes': 'yes',

  // What can be asked.
  'command.status': 'How a service stands now',
  'command.status.service': 'A service, by any of its names; empty: those of this channel',
  'command.status.public': 'Show the answer to the whole channel',
  'command.subscribe': 'Tell this channel when a service goes down and when it is back',
  'command.subscribe.service': 'One or more services, by any of their names',
  'command.unsubscribe': 'Stop telling this channel about a service',
  'command.unsubscribe.service': 'One or more services that this channel follows',
  'command.subscriptions': 'What this channel follows, and whether messages arrive',
  'command.services': 'Find a service that can be followed',
  'command.services.search': 'Part of a name; empty: all of them',
  'command.help': 'What you can ask, with examples',
  'command.help.command': 'The command to explain',

  'status.overview': `{bad, plural,
    =0 {{all, plural, one {The service of this channel is working normally} =2 {Both services of this channel are working normally} other {All # services of this channel are working normally}}}
    other {{bad} of {all, plural, one {# service} other {# services}} of this channel {bad, plural, one {has} other {have}} problems}}`,
  'status.overview.unsure': `{unsure, plural,
    one {Can't tell how # of this channel's services is doing}
    other {Can't tell how # of this channel's services are doing}}`,
  'status.moreServices': '{count, plural, one {and # more service} other {and # more services}}',

  'confirmation.title': '{person} subscribed this channel to {service}',
  'confirmation.next': 'You will hear when it goes down and when it is back.',
  'confirmation.now': 'Now: {status}',
  'confirmation.nowSince': 'Now: {status} since {when}',
  'confirmation.nowSoon': 'Now: the first look is under way',
  'farewell.title': '{person} unsubscribed this channel from {service}',
  'farewell.next': 'Nothing more will be told about it here.',

  'subscribe.done': 'Done: this channel now follows {services}',
  'subscribe.already': 'This channel already follows {service}, since {when}',
  'subscribe.full':
    'This channel follows {limit, plural, one {# service} other {# services}}, which is the limit',
  'subscribe.full.next': '{service} was not added. End another subscription first: {command}',
  'subscribe.undeliverable': '{service} was not added: I cannot post here yet',
  'subscribe.undeliverable.next': `{platform, select,
    slack {Type /invite and my name in this channel, then run this again.}
    discord {Give me View Channel, Send Messages and Embed Links in this channel, then run this again.}
    other {Let me write here, then run this again.}}`,
  'subscribe.reason': 'The network says: {reason}',
  'subscribe.tooMany': 'At most {limit} services at once',
  'subscribe.tooMany.next': 'Name the others in a second command.',
  'subscribe.which': 'Which service should this channel follow?',
  'unsubscribe.done': 'Done: this channel no longer follows {services}',
  'unsubscribe.notFollowed': 'This channel does not follow {service}',
  'unsubscribe.which': 'Which service should this channel stop following?',
  'unsubscribe.nothing': 'This channel follows nothing, so there is nothing to end',

  'subscriptions.title': `{count, plural,
    one {This channel follows # service}
    other {This channel follows # services}}`,
  'subscriptions.none': 'This channel follows no service yet',
  'subscriptions.none.next': 'Try {command}',
  'subscriptions.row': '{service}: since {when}',
  'subscriptions.broken': '{service}: since {when}, but messages do not arrive: {reason}',
  'subscriptions.told': '{service}: since {when}, last told {told}',
  'subscriptions.expired':
    '{service}: an outage was left out at {when}: it had been over for a day before this channel could be reached',
  'subscriptions.assumed-sent': '{service}: whether the message of {when} arrived, nobody can know',
  'subscriptions.noReason': 'no reason known',

  'services.all': '{count, plural, one {# service that I know} other {# services that I know}}',
  'services.found': '{count, plural, one {# service} other {# services}} for “{typed}”',
  'services.none': 'I know no service like “{typed}”',
  'services.none.next': 'An own service can be added to the services file of this bot.',

  'help.title': 'I tell channels when a service goes down and when it is back',
  'help.row': '{command}: {what}',
  'help.examples': 'Examples: {examples}',
  'help.options': '{option}: {what}',
  'command.help.page': 'Which page of the list',
  'help.short': '{platform, select, discord {} other {A name alone is enough: {command}}}',
  'help.platform': `{platform, select,
    slack {Slack keeps /status for your own profile, so mine has another name. Inside threads, mention me.}
    discord {Anybody may ask; subscribing needs Manage Webhooks.}
    other {}}`,

  // Notices: told once, and no outage.
  'notice.certificate': `{days, plural,
    =-1 {The certificate of {place} has expired}
    =0 {The certificate of {place} expires today}
    one {The certificate of {place} expires in # day}
    other {The certificate of {place} expires in # days}}`,
  'notice.certificate.next': 'From then on, browsers and apps refuse {services}.',
  'notice.domain':
    '{days, plural, =-1 {The domain {place} has expired} =0 {The domain {place} expires today} one {The domain {place} expires in # day} other {The domain {place} expires in # days}}',
  'notice.domain.next': 'From then on nobody finds {services} by that name.',
  'notice.blind': 'I could not see anything for {duration}',
  'notice.blind.next': `From {from} to {until}. {count, plural,
    =0 {An outage}
    other {An outage of {services}}} in that time may have been missed.`,
  'notice.maintenance': `{count, plural,
    =0 {Maintenance planned, for {duration}}
    other {{services}: maintenance planned, for {duration}}}`,
  'work.stage':
    '{work} — {stage, select, moved {moved} begun {under way} over {over} other {cancelled}}',
  'notice.maintenance.next': 'From {from} to {until}',
  'notice.announcement': '{text}',
  'notice.announcement.next': '{person, select, none {} other {Posted by {person}}}',
  'notice.digest':
    'The last {duration} here: {count, plural, =0 {no outages} one {# outage} other {# outages}}',
  'notice.digest.next': 'From {from} to {until}',
  'notice.warning': '{services}: possible problems',
  'notice.warning.next': '{text}',
  'warning.hour': '{what}: {times, number} × the usual for {when}',
  'warning.drift': '{what}: slow drift since {when}, now {times, number} × the usual',
  'warning.change': '{what}: sudden change at {when}, {times, number} × the usual',
  'warning.fills':
    '{what}, now {value, number}: reaches {limit, number} in about {left} (between {least} and {most})',
  'warning.certificate':
    '{days, plural, =0 {The certificate of {what} ends today} one {The certificate of {what} ends in # day} other {The certificate of {what} ends in # days}}',
  'warning.domain':
    '{days, plural, =0 {The domain {what} ends today} one {The domain {what} ends in # day} other {The domain {what} ends in # days}}',
  'warning.latency': 'Response time',
  'warning.mark': 'unusual',
  'warning.place': '{what} ({part})',
  'warning.label': 'Early warning:',
  'warning.hint': 'Only a hint: nothing has failed.',
  'paused.title': 'I can no longer tell your channel about {service}',
  'paused.reason': 'The network says: {reason}',
  'paused.next': 'You subscribed it on {when}. I keep trying, and go on by myself when it works.',
  'unwatched.title': '{service} is no longer watched',
  'unwatched.next':
    'Whoever runs this bot took it off the list. Its outage, since {when}, has not been seen to end.',

  'command.history': 'Past outages, uptime and response times of a service',
  'command.history.service': 'A service, by any of its names',
  'command.history.days': 'How many days to look back, 1 to 400; 30 when left out',
  'history.title':
    '{count, plural, =0 {{service}: no outages} one {{service}: # outage} other {{service}: # outages}} in the last {window}',
  'history.down': 'Down for {duration} in all',
  'history.spent': 'Where the time goes: {steps}',
  'history.spent.step':
    '{step, select, name {name} connect {connect} answer {answer} other {reading}} {took}{usual, select, none {} other { (usually {usual})}}',
  'history.row': '{when}, {duration}: {status}{cause, select, none {} other { — {cause}}}',
  'history.rowNow': 'since {when}: {status}{cause, select, none {} other { — {cause}}}',
  'history.back': 'working again',
  'history.more': '{count, plural, one {and # older outage} other {and # older outages}}',
  'history.part': '{part}: {share}',
  'history.fresh': 'The history of {service} begins now: it has only just come under watch.',
  'history.unwatched':
    '{service} is not watched, so there is no history. Subscribe a channel, and it begins.',
  'history.which': 'Which service’s history do you want to see?',
  'command.probe': 'Look at a service or an address right now, step by step',
  'command.probe.target': 'A service, or an address such as https://example.com/',
  'probe.up': '{place} answers, in {took}',
  'probe.degraded': '{place} answers, but not as it should',
  'probe.down': '{place} does not work',
  'probe.unknown': 'Can’t tell how {place} is doing',
  'probe.phase': '{phase}: {took}',
  'probe.cause': 'Reason: {cause}',
  'probe.address': 'Address: {address}',
  'probe.certificate':
    '{days, plural, one {Certificate valid for # more day} other {Certificate valid for # more days}}',
  'probe.fact': '{name}: {value}',
  'probe.once': 'One look from one place; it changes no verdict.',
  'probe.problem': 'That address cannot be looked at',
  'probe.public': 'Only public addresses can be looked at from chat.',
  'probe.which': 'What should I look at?',
  'probe.service':
    '{service}: {working} of {all, plural, one {# check works} other {# checks work}}',
  'probe.row': '{part} {place}: {result}',
  'command.about': 'Who I am, how I am, and what I watch',
  'about.title': 'Tocsin {version}, at work for {duration}',
  'about.watching': 'Watching {watched} of the {services} services that I know',
  'about.healthy': 'Everything of mine works: {parts}',
  'about.broken': '{part} does not work: {reason}',
  'about.blind': 'I saw nothing from {from} to {to}',
  'about.blindNow': 'I have seen nothing since {from}',
  'about.neverBlind': 'No time when I could not see',
  'command.test': 'Post a sample to this channel and say whether it arrived',
  'test.sample': 'This is a test of Tocsin: notices will look like this',
  'test.sampleLine': 'Nothing is down. {person} asked for it.',
  'test.sampleSmall': 'A real notice says here how we know.',
  'test.done': 'The sample arrived: notices reach this channel',
  'test.wait': 'The network asks to wait; the sample was not sent',
  'test.unsure': 'The sample was sent, but the network did not confirm it',
  'test.failed': 'The sample did not arrive: notices would not reach this channel',
  'command.watch': 'Add a service of your own at a public address',
  'command.watch.target': 'An address such as https://example.com/ or tcp://example.com:443',
  'command.watch.name': 'What it is called; its host when left out',
  'watch.which': 'Which address should I watch?',
  'watch.wrong': 'That address cannot be watched',
  'watch.full': 'There are already {limit} services of your own, which is the limit',
  'watch.done': 'Now watching {service}',
  'watch.known': '{service} is watched already',
  'watch.looked': 'First look at {place}: {result}',
  'command.unwatch': 'Take away a service that was added from chat',
  'command.unwatch.service': 'One of your own services',
  'command.unwatch.sure': 'Yes, with its subscriptions and its history',
  'unwatch.sure': 'Take {service} away?',
  'unwatch.sure.next': 'Its subscriptions in all channels and its history go with it.',
  'unwatch.done': '{service} is no longer watched',
  'unwatch.notOwn': '{service} was not added from chat',
  'unwatch.notOwn.next': 'Unsubscribe this channel instead, or change the services file.',
  'unwatch.none': 'No service was added from chat here',
  'unwatch.which': 'Which of your own services should I take away?',
  'button.yes': 'Yes',
  'command.mute': 'Keep this channel quiet about a service for a while',
  'command.mute.service': 'A service that this channel follows',
  'command.mute.for': 'How long, such as 2h, 90m or 1d; an hour when left out',
  'command.mute.incident': 'Only until its present outage is over',
  'mute.which': 'Which service should be quiet here?',
  'mute.done': '{service} is muted in this channel',
  'mute.noIncident': '{service} has no outage now that could be muted',
  'mute.note': '{person} muted {service} in this channel',
  'mute.noteIncident': '{person} muted this outage of {service} in this channel',
  'mute.until': 'Until {when}; what lasts then is told.',
  'mute.untilOver': 'Until it is over; the next outage is told again.',
  'command.unmute': 'Let this channel hear of a service again',
  'command.unmute.service': 'A service that is muted here',
  'unmute.which': 'Which service should be heard again here?',
  'unmute.done': '{service} is told again in this channel',
  'unmute.already': '{service} is not muted in this channel',
  'unmute.note': '{person} unmuted {service} in this channel',
  'command.settings':
    'What this channel has chosen: language, time zone, cards, reminders, quiet hours',
  'command.settings.language': 'The language of notices in this channel',
  'command.settings.zone': 'A time zone such as Asia/Shanghai',
  'command.settings.form':
    'card (one message, kept up to date) or plain (a sentence for each change)',
  'command.settings.reminders': 'Say that an outage still lasts: on or off',
  'command.settings.quiet': 'Hours such as 22:00-07:00 without notices, or off',
  'command.settings.digest': 'What happened, in one message: daily, weekly, monday-09:00, or off',
  'settings.title': 'Settings of this channel',
  'settings.done': 'Done: the settings of this channel are changed',
  'settings.row': '{name}: {value}',
  'settings.how': 'Change one of them, such as {command}',
  'settings.language': 'Language',
  'settings.zone': 'Time zone',
  'settings.form': 'Notices',
  'settings.form.card': 'card',
  'settings.form.plain': 'plain sentences',
  'settings.reminders': 'Reminders',
  'settings.quiet': 'Quiet hours',
  'settings.ahead': 'Busy periods ahead',
  'settings.on': 'on',
  'settings.off': 'off',
  'settings.digest': 'Digest',
  'settings.digest.day': 'every day, {time}',
  'settings.digest.week': '{day}, {time}',
  'settings.wrong': '“{typed}” does not fit: {name}',
  'settings.language.next': 'I speak {languages}.',
  'settings.zone.next': 'Write it as Europe/Berlin or Asia/Shanghai.',
  'settings.form.next': 'Write card or plain.',
  'settings.reminders.next': 'Write on or off.',
  'settings.quiet.next': 'Write 22:00-07:00, or off.',
  'settings.digest.next': 'Write daily, weekly, daily-09:00, monday-09:00, or off.',
  'command.maintenance':
    'Plan work on a service of your own, so that nobody is alarmed; alone: what is planned',
  'command.maintenance.service': 'A service of your own',
  'command.maintenance.start': 'When it begins: 22:00, or now',
  'command.maintenance.day': 'On which day, such as 2026-11-23; the next time when left out',
  'command.maintenance.for': 'How long it lasts: 2h, 90m, 1d',
  'command.maintenance.note': 'What is being done',
  'command.maintenance.cancel': 'The id of planned work that does not take place',
  'command.maintenance.repeat': 'Again and again: daily, weekdays, weekly or monthly',
  'maintenance.when': 'When does it begin, and how long does it last?',
  'maintenance.none': 'No work is planned',
  'maintenance.title': '{count, plural, one {# planned work} other {# planned works}}',
  'maintenance.done': 'Work on {services} is planned',
  'maintenance.next': 'Meanwhile nothing is told about it; afterwards, only what is different.',
  'maintenance.full': 'There is no room for more planned work',
  'maintenance.over': 'That time is over already',
  'maintenance.backwards': 'That ends before it begins',
  'maintenance.too-long': 'Planned work lasts a week at most',
  'maintenance.period': '{from} to {to}, {duration}',
  'maintenance.notHere.next': 'Whoever runs me has to name {workspace} in OWN_WORKSPACES first.',
  'maintenance.periodAgain':
    '{from} to {to}, {duration}; {every, select, day {every day} weekdays {from Monday to Friday} week {every week} month {every month} other {again and again}}',
  'maintenance.repeat.wrong': 'It can be repeated daily, on weekdays, weekly or monthly',
  'maintenance.all': 'Everything',
  'maintenance.cancel.done': 'The planned work is cancelled',
  'maintenance.cancel.unknown': 'There is no such planned work',
  'maintenance.cancel.fixed': 'That stands in the services file and can be changed only there',
  'maintenance.notOurs': '{service} is not yours to speak for',
  'maintenance.notOurs.next':
    'This is for services of your own, from the services file or added from chat.',
  'button.cancel': 'Cancel: {name}',
  'button.mute.service': 'Mute it here',
  'command.announce':
    'Tell everybody who follows a service of your own something; shown to you first',
  'command.announce.service': 'A service of your own',
  'command.announce.text': 'What to say',
  'command.announce.send': 'The id of an announcement that was shown',
  'announce.which': 'What should be announced, and for which service?',
  'announce.preview':
    '{count, plural, =0 {No channel follows {service}} one {This goes to # channel that follows {service}} other {This goes to # channels that follow {service}}}',
  'announce.next': 'Nothing is sent before you press Send; it waits a quarter of an hour.',
  'announce.done': 'The announcement is on its way',
  'announce.gone': 'That announcement was sent already, or waited too long',
  'button.send': 'Send',
  'unsubscribe.all.sure':
    '{count, plural, one {End the one subscription of this channel?} other {End all # subscriptions of this channel?}}',
  'unsubscribe.all.done':
    '{count, plural, one {Done: the one subscription of this channel has ended} other {Done: all # subscriptions of this channel have ended}}',
  'unsubscribe.all.note': '{person} ended all subscriptions of this channel',
  'command.unsubscribe.sure': 'Yes, all of them',
  'command.subscribe.level': 'Nothing milder than: degraded, partial or major',
  'command.subscribe.delay': 'Only what lasts this long, such as 10m',
  'command.subscribe.parts': 'Only these parts, separated by commas',
  'command.subscribe.warnings':
    'Early warnings too (unusual times, what will soon be full): on or off',
  'command.subscribe.mention': 'A person or group to name; off: nobody',
  'command.subscribe.on': 'Name them at: outage (when left out), recovery or both',
  'command.subscribe.hours': 'Name them only in these hours, such as 08:00-18:00',
  'form.subscribe.title': 'Follow services',
  'form.subscribe.send': 'Subscribe',
  'form.cancel': 'Cancel',
  'subscribe.changed': 'Done: this channel hears of {service} as you said',
  'subscribe.wrongFilter': '“{typed}” is not something I can filter by',
  'subscribe.wrongFilter.next':
    'level: degraded, partial or major · delay: such as 10m · mention: a person or group · on: outage, recovery or both · hours: such as 08:00-18:00 · warnings: on or off · parts: {parts}',
  'services.category': '{category}: {count, plural, one {# service} other {# services}}',
  'services.categories':
    '{count, plural, one {# service that I know} other {# services that I know}}, by kind',
  'services.page': 'Page {page} of {pages}',
  'button.next': 'Next page',
  'button.previous': 'Previous page',
  'button.history': 'History',
  'button.again': 'Again',
  'command.services.page': 'Which page of a long list',
  'category.ai': 'AI',
  'category.cdn': 'Content delivery',
  'category.ci': 'Builds and CI',
  'category.cloud': 'Cloud',
  'category.commerce': 'Shopping',
  'category.communications': 'Calls and messages for apps',
  'category.database': 'Databases',
  'category.developer': 'Developer tools',
  'category.email-delivery': 'E-mail delivery',
  'category.gaming': 'Games',
  'category.hosting': 'Hosting',
  'category.identity': 'Sign-in',
  'category.mail': 'Mail',
  'category.messaging': 'Messaging',
  'category.monitoring': 'Monitoring',
  'category.payments': 'Payments',
  'category.postal': 'Post and parcels',
  'category.productivity': 'Office and teamwork',
  'category.social': 'Social networks',
  'category.streaming': 'Streaming',
  'category.own': 'Your own',
  // Busy periods, and what is usual.
  'notice.busy': 'From {when} expect {kinds} to be slower: {name}',
  'notice.busy.next': 'From {from} to {to}. Followed here: {services}',
  'busy.kind': `{kind, select,
    postal {mail and parcel services}
    commerce {shops}
    payments {payments}
    messaging {messengers}
    social {social networks}
    gaming {games}
    streaming {streaming}
    email_delivery {e-mail delivery}
    other {services}}`,
  'busy.learned': `{times, plural,
    =1 {last time it made no difference}
    other {last time answers took {times, number} times as long}}`,
  'busy.guessed': 'answers may take {times, number} times as long',
  'command.forecast': 'What is usual for a service, and what is to be expected',
  'command.forecast.service': 'A service, by any of its names',
  'command.forecast.days': 'How many days to look ahead, 1 to 7; 1 when left out',
  'forecast.which': 'Which service do you want a forecast for?',
  'forecast.title': `{state, select,
    usual {{service} is as fast as usual for this hour}
    slower {{service} is slower than usual for this hour}
    faster {{service} is faster than usual for this hour}
    other {No forecast for {service} yet}}`,
  'forecast.now': 'Now {now}; usual for this hour: {usual}, mostly {least} to {most}',
  'forecast.usual': 'Usual for this hour: {usual}, mostly {least} to {most}',
  'forecast.peak': 'Slowest within {window}: about {usual} around {when}',
  'forecast.busyNow': 'Busy until {until}: {name}; {effect}',
  'forecast.busy': 'Busy from {from} to {until}: {name}; {effect}',
  'forecast.work': 'Maintenance from {from} to {until}',
  'forecast.clear': 'Nothing special is known for the time ahead ({window}).',
  'forecast.little':
    'Seen for {duration} so far. Three days are enough for a first forecast, two weeks for a good one.',
  'forecast.daily': 'So far by the hour of the day alone; weekdays are told apart after two weeks.',
  'forecast.unwatched':
    '{service} is not watched, so there is nothing to go by. Subscribe a channel, and it begins.',
  'forecast.chart': '{service}: {window} back, {window} ahead',
  'forecast.legend': `band: usual · line: measured · right of now: expected{busy, select,
    yes { · marked above: busy}
    other {}}`,
  'forecast.limits': 'This knows habits and the calendar; faults it cannot foresee.',
  'command.calendar': 'Busy periods and planned work ahead, for the services of this channel',
  'command.calendar.weeks': 'How many weeks to look ahead, 1 to 26; 4 when left out',
  'command.calendar.ahead': 'Tell this channel of busy periods a day ahead: on or off',
  'calendar.title':
    '{count, plural, =0 {Nothing special in the next {window}} one {# date in the next {window}} other {# dates in the next {window}}}',
  'calendar.now': '{name}: until {until} — {services}',
  'calendar.row': '{name}: {from} to {until} — {services}',
  'calendar.more': '{count, plural, one {and # later date} other {and # later dates}}',
  'calendar.ahead.on': 'This channel is told of busy periods a day ahead.',
  'calendar.ahead.off': 'This channel is not told of busy periods ahead.',
  'calendar.ahead.done':
    '{state, select, on {Done: this channel is told of busy periods a day ahead} other {Done: this channel is no longer told of busy periods}}',
  'calendar.ahead.wrong': 'Write on or off.',
  'button.calendar': 'Calendar',
  'button.forecast': 'Forecast',
  'button.ahead.on': 'Tell us ahead',
  'button.ahead.off': 'Do not tell us ahead',
  'error.tooManyAsks': 'That is a lot at once',
  'error.tooManyAsks.next': 'Ask me again in {duration}.',

  // When it cannot be done.
  'error.unknownService': 'I don’t know “{typed}”',
  'error.didYouMean':
    '{count, plural, =1 {Did you mean {names}?} other {Did you mean one of these: {names}?}}',
  'error.searchHint': 'Look for it with {command}',
  'error.unknownCommand': 'I don’t know the command “{typed}”',
  'error.mayNotManage': `{platform, select,
    discord {Only people with the permission Manage Webhooks in this channel can change what it hears}
    slack {Only full members of this channel can change what it hears}
    slackAdmins {Only admins and owners of this workspace can change what channels hear}
    other {You are not allowed to change what this channel hears}}`,
  'error.mayNotManage.next':
    'Ask somebody who may, or ask me for {command}: that is open to everybody.',
  'error.tooSlow': 'That took too long',
  'error.tooSlow.next': 'Please try again in a moment.',
  'error.tooSlow.write': 'It goes on in the background; {command} shows what came of it.',
  'error.store': 'I cannot reach my memory right now',
  'error.store.next': 'Please try again in a few minutes; whoever runs me can see why in my log.',
  'error.internal': 'Something went wrong on my side',
  'error.internal.next':
    'It has been noted. Please try again; if it stays so, tell whoever runs me.',
} as const;
