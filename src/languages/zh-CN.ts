/** 简体中文。Simplified Chinese: a space beside a name in Chinese characters is taken out by `tidy`. */
import type { Language } from './language.ts';

export const zhCN: Language = {
  tag: 'zh-CN',
  name: '简体中文',
  locale: 'zh-CN',
  comma: '、',
  tidy,
  phrases: {
    'title.operational': '{service} 运行正常',
    'title.degraded': '{service} 性能下降',
    'title.degraded.parts': '{service} 性能下降：{parts}',
    'title.busy': '{service} 服务器繁忙',
    'title.busy.parts': '{service} 服务器繁忙：{parts}',
    'title.slow': '{service} 响应缓慢',
    'title.slow.parts': '{service} 响应缓慢：{parts}',
    'title.partial': '{service} 部分功能故障',
    'title.partial.parts': '{service} 部分功能故障：{parts}',
    'title.major': '{service} 无法使用',
    'title.unstable': '{service} 不稳定',
    'title.unstable.parts': '{service} 不稳定：{parts}',
    'title.maintenance': '{service} 正在维护',
    'title.unknown': '暂时无法判断 {service} 的状况',
    'title.stale': '暂时无法判断：{service} 已有 {duration} 没有最新数据',
    'title.suspect': '{service} 可能有问题，正在确认',
    'title.suspectOnce': '{service} 可能有问题',
    'title.escalated.degraded': '{service} 再次性能下降',
    'title.escalated.partial': '{service} 情况恶化，部分功能故障',
    'title.escalated.partial.parts': '{service} 情况恶化，部分功能故障：{parts}',
    'title.escalated.major': '{service} 情况恶化，现已无法使用',
    'title.again': `{condition, select,
    degraded {{service} 再次性能下降}
    busy {{service} 服务器再次繁忙}
    slow {{service} 再次响应缓慢}
    unstable {{service} 再次不稳定}
    partial {{service} 再次出现部分功能故障}
    other {{service} 再次无法使用}}`,
    'title.still': `{condition, select,
      degraded {{service} 仍然性能下降，已持续 {duration}}
      busy {{service} 服务器仍然繁忙，已持续 {duration}}
      slow {{service} 仍然响应缓慢，已持续 {duration}}
      unstable {{service} 仍不稳定，已持续 {duration}}
      partial {{service} 仍有部分功能故障，已持续 {duration}}
      other {{service} 仍无法使用，已持续 {duration}}}`,
    'title.back': `{condition, select,
    degraded {{service} 已恢复正常，性能下降持续了 {duration}}
    busy {{service} 已恢复正常，服务器繁忙持续了 {duration}}
    slow {{service} 已恢复正常，响应缓慢持续了 {duration}}
    unstable {{service} 已恢复稳定，不稳定状态持续了 {duration}}
    partial {{service} 已恢复，部分功能故障持续了 {duration}}
    other {{service} 已恢复，故障持续了 {duration}}}`,
    'title.missed': `{condition, select,
    degraded {{service} 曾性能下降 {duration}，现已恢复正常}
    busy {{service} 服务器曾繁忙 {duration}，现已恢复正常}
    slow {{service} 曾响应缓慢 {duration}，现已恢复正常}
    unstable {{service} 曾有 {duration} 不稳定，现已恢复稳定}
    partial {{service} 部分功能曾故障 {duration}，现已恢复}
    other {{service} 曾故障 {duration}，现已恢复}}`,

    'title.group': `{worst, select,
    degraded {{count} 项服务性能下降}
    partial {{count} 项服务部分故障}
    other {{count} 项服务无法使用}}：{services}`,
    'title.group.more': '{count, plural, other {{parts} 等}}',
    'title.group.back': '{count} 项服务已恢复：{services}',
    'title.group.missed': '{count} 项服务曾故障，现已恢复：{services}',
    'line.case': '{service}：{reason}',
    'line.case.back': '已恢复，故障持续了 {duration}',
    'line.since': '开始时间：{when}',
    'line.period': `{condition, select,
    degraded {异常时间}
    busy {繁忙时间}
    slow {缓慢时间}
    unstable {不稳定时间}
    other {故障时间}}：{from} 至 {to}`,
    'line.periodSum': `{from} 至 {to} 之间{condition, select,
    degraded {性能下降}
    busy {繁忙}
    slow {响应缓慢}
    other {故障}}共 {duration}`,
    'line.also': '受影响的还有：{parts}',
    'line.affected': '受影响：{parts}',
    'line.seen': '当时的现象：{causes}',
    'line.working': '正常：{parts}',
    'line.checks': '{count} 项检查全部正常',
    'line.lastOutage': '上次故障：{when}，持续 {duration}',
    'line.noOutage': '开始监测以来未见故障',
    'line.notOurFinding': '这并不代表 {service} 本身有问题。',
    'line.reason': '原因：{cause}',
    'line.unstable': '时好时坏；稳定之后会再通知。',
    'line.calm': '{when} 起恢复正常；确认稳定后会再通知。',
    'line.confirming': '发现一次失败，正在复查；确认之前不会发出通知。',
    'line.oneLook': '一次检查不足以断定；订阅后会持续监测。',
    'line.inDoubt': '待确认：{parts}',
    'line.guessed': '按“{typed}”找到的是 {service}',
    'footer.checks': '由本机器人检测 · 确认于 {when}',
    'provider.says':
      '{stage, select, investigating {服务商正在调查} identified {服务商已查明原因} monitoring {服务商已修复，正在观察} other {服务商称已恢复}}：{quoted}',
    'provider.quote': '“{text}”',
    'accord.agreed': '{word, select, well {服务商也表示一切正常。} other {服务商也报告了故障。}}',
    'accord.only-we': '服务商表示一切正常。',
    'accord.only-they': '服务商报告了故障；我们的检测未发现异常。',
    'accord.they-are-silent': '服务商的状态页没有可读的信息。',
    'accord.we-are-blind':
      '{word, select, well {服务商表示一切正常；我们自己无法判断。} other {服务商报告了故障；我们自己无法判断。}}',
    'accord.at-work':
      '{titled, select, no {服务商正在进行计划维护。} other {服务商正在进行计划维护：{quoted}}}',
    'accord.neither': '服务商的状态页也没有可读的信息。',
    'footer.provider': '由服务商报告 · {when}',
    'footer.both': '由本机器人检测，服务商亦有报告 · 确认于 {when}',
    'notice.maintenance.cancelled':
      '{count, plural, =0 {计划维护已取消} other {{services} 的计划维护已取消}}',
    'footer.looked': '检查时间：{when}',
    'footer.lookedNow': '刚刚检查；尚无频道订阅，平时不监测',
    'footer.neverLooked': '尚未检查',
    'part.more': '{count, plural, other {{parts} 等 {total} 项}}',
    'part.all': '全部 {count} 个部分',
    'evidence.part': '{part}：{cause}',
    'evidence.place': '{part}：{place} {cause}',
    'evidence.alone': '{place} {cause}',
    'evidence.all': '{checks, plural, =2 {两项检查均} other {# 项检查全部}} {cause}',
    'evidence.one': '{cause}，为 {checks} 项检查之一',
    'evidence.some': '{checks} 项检查中有 {failed} 项 {cause}',
    'evidence.said': '：{said}',

    'status.operational': '运行正常',
    'status.degraded': '性能下降',
    'status.busy': '服务器繁忙',
    'status.slow': '响应缓慢',
    'status.unstable': '不稳定',
    'status.partial': '部分功能故障',
    'status.major': '无法使用',
    'status.maintenance': '维护中',
    'status.unknown': '无法判断',
    'status.suspect': '可能有问题，正在确认',
    'status.parts': '{status}（{parts}）',
    'status.row': '{service}：{status}',
    'status.rowSince': '{service}：{status}，始于 {when}',

    'phase.dns': '域名解析',
    'phase.tcp': '建立连接',
    'phase.tls': 'TLS 握手',
    'phase.greeting': '等待问候语',
    'phase.auth': '登录',
    'phase.request': '发送请求',
    'phase.first-byte': '等待响应',
    'phase.body': '接收内容',
    'phase.expect': '核对内容',

    'cause.timeout': `{phase, select,
    dns {域名解析超时}
    tcp {连接超时}
    tls {TLS 握手超时}
    greeting {已连接，但没有收到问候语}
    auth {登录超时}
    body {内容接收到一半中断}
    other {请求没有响应}}{limit, select, none {} other {（{limit}）}}`,
    'cause.reset': `{phase, select,
    tcp {建立连接时被断开}
    tls {TLS 握手时连接被断开}
    greeting {连接后未发问候语即被断开}
    auth {登录时连接被断开}
    body {接收内容时连接被断开}
    other {响应之前连接被断开}}`,
    'cause.refused': '连接被拒绝',
    'cause.unreachable': '网络不可达',
    'cause.nxdomain': '域名不存在',
    'cause.dns-no-data': '域名没有所需的 DNS 记录',
    'cause.dns-servfail': '域名服务器出错（SERVFAIL）',
    'cause.dns-refused': '域名服务器拒绝应答',
    'cause.dns-mismatch': 'DNS 结果与预期不符',
    'cause.certificate-expired': `{days, select,
    none {证书已过期}
    0 {证书今天已过期}
    other {证书已过期 {days} 天}}`,
    'cause.certificate-not-yet-valid': '证书尚未生效',
    'cause.certificate-wrong-name': '证书与域名不符',
    'cause.certificate-untrusted': '证书不受信任',
    'cause.tls-failed': 'TLS 握手失败',
    'cause.starttls-missing': '不支持 STARTTLS',
    'cause.http-status': '{status, select, none {HTTP 错误} other {HTTP {status}}}',
    'cause.too-many-redirects': '重定向次数过多',
    'cause.reply': `{kind, select,
    busy {服务器繁忙}
    policy {{phase, select, auth {拒绝我们登录} other {拒绝为我们服务}}}
    other {{phase, select, auth {登录失败} other {返回错误}}}}`,
    'cause.garbage': '返回的内容无法识别',
    'cause.too-large': '返回的内容过大',
    'cause.mismatch': '返回的内容与预期不符',
    'cause.slow': `{took, select,
    none {响应过慢}
    other {响应用时 {took}}}{limit, select, none {} other {，应在 {limit}以内}}`,
    'cause.not-allowed': '不允许检查此地址',
    'cause.unsupported': '此处无法测量',
    'cause.own-network': '我们自己的网络有问题',
    'cause.never-answered': '从未应答过我们',
    'cause.silent': '没有按时报到{limit, select, none {} other {（{limit}）}}',
    'cause.lost': '邮件{limit, select, none {没有送达} other {在{limit}内没有送达}}',
    'cause.only-from-here': '从这里无法访问，从别处可以',
    'cause.internal': '我们自己的程序出错',

    'past.uptime': '可用率：{parts}',
    'past.window': '{window} {share}',
    'past.chart': '{service} 最近 {window} 的响应时间',
    'past.times': '{median}，绝大多数在 {most} 以内',
    'past.failed': '{note}；故障共 {duration}',
    'past.none': '没有测量数据',

    'likely.stopped': '可能是软件原因：机器有应答，但程序已停止或正在重启',
    'likely.application-error':
      '可能是软件故障：{all, select, yes {所有检查均返回} other {返回}} HTTP {status}',
    'likely.wrong-answer':
      '可能是软件故障：有应答，但{all, select, yes {所有返回内容都} other {返回内容}}不正确',
    'likely.gone': '可能是软件变更：原有内容已不存在（HTTP {status}）',
    'likely.tls-setup': '可能是配置错误：有应答，但无法建立 TLS 连接',
    'likely.changed': `可能是变更引起：故障前不久{what, select,
    address {地址}
    certificate {证书}
    software {服务器软件}
    other {系统}}有过变更`,
    'likely.origin': `可能是{class, select,
    overload {负载过高}
    other {软件故障}}：后端服务器应答异常（HTTP {status}）`,
    'likely.busy': '可能是负载过高：服务器表示繁忙{status, select, none {} other {（{status}）}}',
    'likely.storage-full':
      '可能是存储空间不足：服务器已说明{status, select, none {} other {（{status}）}}',
    'likely.stalled': '可能是负载过高：{count} 项检查能够连接，却得不到应答',
    'likely.ramp': '可能是负载过高：故障前响应时间达平时的 {times} 倍',
    'likely.resource': `可能是负载过高：{resource, select,
    cpu {处理器繁忙}
    memory {内存已满}
    disk {磁盘已满}
    connections {连接数已用尽}
    replication {数据库同步滞后}
    queue {队列过长}
    bandwidth {带宽已占满}
    other {资源已达上限}}`,
    'likely.peak': '可能是负载过高：目前是使用高峰',
    'likely.port-silent': `可能是{class, select,
    overload {负载过高}
    other {配置错误}}：机器有应答，但此端口不接受连接`,
    'likely.backend': '可能是数据库或其他后端组件的问题：服务器应答已说明',
    'likely.host-silent': '可能是网络线路问题：那里没有任何应答',
    'likely.servers-silent': '可能是网络线路问题：{count} 台服务器完全没有应答',
    'likely.no-route': '可能是网络线路问题：{count} 台服务器没有可用路由',
    'likely.only-from-here': '可能是网络线路问题：从别处可以访问',
    'likely.congestion': '可能是网络拥塞：连接 {count} 台服务器所需的时间越来越长',
    'likely.parent': '可能是所依赖的服务引起：{parent} 也出现故障',
    'likely.shared': '可能是共用设施的问题：另有 {count} 项服务同时出现故障',
    'likely.hardware': '可能是硬件或供电问题：{quoted}',
    'likely.certificate-expired': '可能是证书到期未续',
    'likely.certificate-wrong': `可能是证书配置有误{cause, select,
    certificate_wrong_name {：证书属于其他域名}
    certificate_not_yet_valid {：证书尚未生效}
    certificate_untrusted {：证书不受信任}
    other {}}`,
    'likely.name-removed': `可能是 DNS 问题：{cause, select,
    dns_no_data {记录已被删除}
    other {域名已被删除或已到期}}`,
    'likely.name-servers': '可能是 DNS 问题：它的域名服务器出错，其他域名可以解析',
    'likely.records-changed': '可能是 DNS 问题：记录已被改动',
    'likely.flood': '流量异常，可能遭到攻击：达平时的 {times} 倍',
    'likely.maintenance': '可能是计划内维护：对方提到正在维护',
    'likely.same-hour': '可能是定时任务：已有 {days} 天在同一时刻出现',
    'likely.provider-says': `可能是{class, select,
    software {软件故障}
    overload {负载过高}
    dependency {数据库或其他后端组件的问题}
    network {网络问题}
    third_party {其他供应商的问题}
    hardware {硬件或供电问题}
    certificate {证书问题}
    dns {DNS 问题}
    attack {攻击}
    other {已知问题}}，官方说明：{quoted}`,

    'button.statusPage': '官方状态页',
    'button.details': '详情',
    'button.mute': '静音',
    'button.share': '分享到频道',
    'button.subscribe': '订阅到本频道',
    'button.unsubscribe': '退订 {service}',
    'button.undo': '撤销',
    'button.subscriptions': '订阅列表',
    'button.services': '服务列表',
    'button.help': '帮助',
    'choice.yes': '是',

    'command.status': '查询服务现在的状况',
    'command.status.service': '服务的任一名称；留空则查看本频道订阅的服务',
    'command.status.public': '把回答显示给整个频道',
    'command.subscribe': '服务中断和恢复时通知本频道',
    'command.subscribe.service': '一个或多个服务的名称',
    'command.unsubscribe': '不再向本频道通知某个服务',
    'command.unsubscribe.service': '本频道订阅的一个或多个服务',
    'command.subscriptions': '本频道订阅了什么，消息能否送达',
    'command.services': '查找可以订阅的服务',
    'command.services.search': '名称的一部分；留空则列出全部',
    'command.help': '可以问什么，附示例',
    'command.help.command': '要了解的命令',

    'status.overview': `{bad, plural,
    =0 {本频道的 {all} 个服务全部正常}
    other {本频道的 {all} 个服务中有 {bad} 个出现问题}}`,
    'status.overview.unsure': '本频道有 {unsure} 个服务暂时无法判断',
    'status.moreServices': '另有 {count} 个服务',

    'confirmation.title': '{person} 为本频道订阅了 {service}',
    'confirmation.next': '服务中断和恢复时，这里都会收到通知。',
    'confirmation.now': '当前状况：{status}',
    'confirmation.nowSince': '当前状况：{status}，始于 {when}',
    'confirmation.nowSoon': '当前状况：正在进行首次检查',
    'farewell.title': '{person} 为本频道退订了 {service}',
    'farewell.next': '今后这里不再收到它的通知。',

    'subscribe.done': '已完成：本频道现已订阅 {services}',
    'subscribe.already': '本频道已在 {when} 订阅 {service}',
    'subscribe.full': '本频道已订阅 {limit} 个服务，达到上限',
    'subscribe.full.next': '未能添加 {service}。请先退订其他服务：{command}',
    'subscribe.undeliverable': '未能添加 {service}：我还不能在这里发消息',
    'subscribe.undeliverable.next': `{platform, select,
    slack {请在本频道输入 /invite 加上我的名字，然后再试一次。}
    discord {请在本频道授予我“查看频道”“发送消息”“嵌入链接”权限，然后再试一次。}
    other {请允许我在这里发消息，然后再试一次。}}`,
    'subscribe.reason': '平台返回：{reason}',
    'subscribe.tooMany': '一次最多 {limit} 个服务',
    'subscribe.tooMany.next': '其余的请另发一条命令。',
    'subscribe.which': '本频道要订阅哪个服务？',
    'unsubscribe.done': '已完成：本频道不再订阅 {services}',
    'unsubscribe.notFollowed': '本频道没有订阅 {service}',
    'unsubscribe.which': '本频道要退订哪个服务？',
    'unsubscribe.nothing': '本频道没有任何订阅，无需退订',

    'subscriptions.title': '本频道订阅了 {count} 个服务',
    'subscriptions.none': '本频道还没有订阅任何服务',
    'subscriptions.none.next': '试试 {command}',
    'subscriptions.row': '{service}：订阅于 {when}',
    'subscriptions.broken': '{service}：订阅于 {when}，但消息无法送达：{reason}',
    'subscriptions.noReason': '原因不明',

    'services.all': '可查询的服务共 {count} 个',
    'services.found': '与“{typed}”有关的服务共 {count} 个',
    'services.none': '没有找到与“{typed}”相近的服务',
    'services.none.next': '可以把自己的服务写进机器人的服务文件。',

    'help.title': '服务中断和恢复时，我会通知频道',
    'help.row': '{command}：{what}',
    'help.examples': '示例：{examples}',
    'help.options': '{option}：{what}',
    'help.short': '{platform, select, discord {} other {只写名称也可以：{command}}}',
    'help.platform': `{platform, select,
    slack {Slack 的 /status 用来设置个人状态，所以我用别的命令名。在消息列里请直接 @我。}
    discord {人人都可查询；订阅需要“管理 Webhook”权限。}
    other {}}`,

    // 通知：只说一次，不是故障。
    'notice.certificate': `{days, plural,
    =-1 {{place} 的证书已过期}
    =0 {{place} 的证书今天到期}
    other {{place} 的证书将在 # 天后到期}}`,
    'notice.certificate.next': '到期后，浏览器和应用会拒绝连接 {services}。',
    'notice.blind': '我有 {duration} 无法观测',
    'notice.blind.next': `{from} 至 {until}。{count, plural,
    =0 {这段时间内的故障}
    other {这段时间内 {services} 的故障}}可能没有被发现。`,
    'notice.maintenance': `{count, plural,
    =0 {计划维护，为时 {duration}}
    other {{services} 计划维护，为时 {duration}}}`,
    'notice.maintenance.next': '{from} 至 {until}',
    'notice.announcement': '{text}',
    'notice.announcement.next': '{person, select, none {} other {由 {person} 发布}}',
    'notice.warning': '{services} 可能有问题',
    'notice.warning.next': '{text}',
    'paused.title': '我无法再向您的频道通报 {service}',
    'paused.reason': '聊天平台的说明：{reason}',
    'paused.next': '您在 {when} 订阅了它。我会继续尝试，恢复后自动继续。',

    'command.history': '服务过去的故障、可用率和响应时间',
    'command.history.service': '服务的任一名称',
    'command.history.days': '回顾多少天（1 至 400），默认 30 天',
    'history.title':
      '{service} 最近 {window} 内{count, plural, =0 {没有故障} other {发生 # 次故障}}',
    'history.down': '累计故障时间：{duration}',
    'history.row': '{when}，{duration}：{status}{cause, select, none {} other {，{cause}}}',
    'history.rowNow': '{when} 至今：{status}{cause, select, none {} other {，{cause}}}',
    'history.more': '另有 {count} 次更早的故障',
    'history.part': '{part}：{share}',
    'history.unwatched': '{service} 没有被监测，因此没有历史记录。订阅后开始记录。',
    'history.which': '要查看哪个服务的历史？',
    'command.probe': '立即检查服务或地址，逐步显示结果',
    'command.probe.target': '服务名称，或 https://example.com/ 这样的地址',
    'probe.up': '{place} 有应答，用时 {took}',
    'probe.degraded': '{place} 有应答，但不正常',
    'probe.down': '{place} 无法使用',
    'probe.unknown': '暂时无法判断 {place} 的状况',
    'probe.phase': '{phase}：{took}',
    'probe.cause': '原因：{cause}',
    'probe.address': '地址：{address}',
    'probe.certificate': '证书还有 {days} 天有效',
    'probe.fact': '{name}：{value}',
    'probe.once': '只是从一处检查一次，不影响判断。',
    'probe.problem': '无法检查这个地址',
    'probe.public': '从聊天中只能检查公网地址。',
    'probe.which': '要检查什么？',
    'probe.service': '{service}：{all} 项检查中 {working} 项正常',
    'probe.row': '{part} {place}：{result}',
    'command.about': '我的版本、运行状况和监测内容',
    'about.title': 'Tocsin {version}，已运行 {duration}',
    'about.watching': '正在监测 {watched} 个服务（可查询的共 {services} 个）',
    'about.healthy': '自身一切正常：{parts}',
    'about.broken': '{part} 不正常：{reason}',
    'about.blind': '{from} 至 {to} 我无法观测',
    'about.blindNow': '自 {from} 起我无法观测',
    'about.neverBlind': '没有无法观测的时段',
    'command.test': '向本频道发送一条示例，并说明能否送达',
    'test.sample': '这是 Tocsin 的测试：通知会是这个样子',
    'test.sampleLine': '一切正常，没有故障。由 {person} 发起。',
    'test.sampleSmall': '真正的通知会在这里说明依据。',
    'test.done': '示例已送达：本频道能收到通知',
    'test.wait': '平台要求稍候，示例没有发出',
    'test.unsure': '示例已发出，但平台没有确认',
    'test.failed': '示例未能送达：本频道收不到通知',
    'command.watch': '添加自己的服务（公网地址）',
    'command.watch.target': '地址，例如 https://example.com/ 或 tcp://example.com:443',
    'command.watch.name': '名称；留空则用主机名',
    'watch.which': '要监测哪个地址？',
    'watch.wrong': '无法监测这个地址',
    'watch.full': '自有服务已有 {limit} 个，达到上限',
    'watch.done': '已开始监测 {service}',
    'watch.known': '{service} 已在监测中',
    'watch.looked': '首次检查 {place}：{result}',
    'command.unwatch': '移除从聊天中添加的服务',
    'command.unwatch.service': '自有服务之一',
    'command.unwatch.sure': '确定，连同订阅和历史一起移除',
    'unwatch.sure': '确定移除 {service} 吗？',
    'unwatch.sure.next': '它在所有频道的订阅和历史记录都会一并删除。',
    'unwatch.done': '已停止监测 {service}',
    'unwatch.notOwn': '{service} 不是从聊天中添加的',
    'unwatch.notOwn.next': '可以退订本频道，或修改服务文件。',
    'unwatch.none': '这里没有从聊天中添加的服务',
    'unwatch.which': '要移除哪个自有服务？',
    'button.yes': '确定',
    'command.mute': '让本频道暂时不再收到某个服务的通知',
    'command.mute.service': '本频道订阅的服务',
    'command.mute.for': '多久，例如 2h、90m、1d；默认一小时',
    'command.mute.incident': '只静音到本次故障结束',
    'mute.which': '要让哪个服务在这里静音？',
    'mute.done': '{service} 已在本频道静音',
    'mute.noIncident': '{service} 现在没有可静音的故障',
    'mute.note': '{person} 在本频道静音了 {service}',
    'mute.noteIncident': '{person} 在本频道静音了 {service} 的本次故障',
    'mute.until': '静音至 {when}；届时仍在持续的故障会通知。',
    'mute.untilOver': '直到本次故障结束；下次故障照常通知。',
    'command.unmute': '恢复本频道接收某个服务的通知',
    'command.unmute.service': '在这里静音的服务',
    'unmute.which': '要让哪个服务在这里恢复通知？',
    'unmute.done': '{service} 已恢复在本频道通知',
    'unmute.already': '{service} 在本频道没有静音',
    'unmute.note': '{person} 在本频道取消了 {service} 的静音',
    'command.settings': '本频道的设置：语言、时区、卡片、提醒、免打扰时段',
    'command.settings.language': '本频道通知使用的语言',
    'command.settings.zone': '时区，例如 Asia/Shanghai',
    'command.settings.form': 'card（一条持续更新的消息）或 plain（每次变化一句话）',
    'command.settings.reminders': '故障持续时提醒：on 或 off',
    'command.settings.quiet': '免打扰时段，例如 22:00-07:00，或 off',
    'settings.title': '本频道的设置',
    'settings.done': '已完成：本频道的设置已更改',
    'settings.row': '{name}：{value}',
    'settings.how': '更改其中一项，例如 {command}',
    'settings.language': '语言',
    'settings.zone': '时区',
    'settings.form': '通知形式',
    'settings.form.card': '卡片',
    'settings.form.plain': '纯文字',
    'settings.reminders': '提醒',
    'settings.quiet': '免打扰时段',
    'settings.on': '开',
    'settings.off': '关',
    'settings.wrong': '“{typed}”不适用于：{name}',
    'settings.language.next': '我会的语言：{languages}。',
    'settings.zone.next': '请写成 Europe/Berlin 或 Asia/Shanghai 的形式。',
    'settings.form.next': '请写 card 或 plain。',
    'settings.reminders.next': '请写 on 或 off。',
    'settings.quiet.next': '请写 22:00-07:00，或 off。',
    'command.maintenance': '为自己的服务安排维护，期间不发通知；不带参数则列出安排',
    'command.maintenance.service': '自己的服务',
    'command.maintenance.start': '开始时间：22:00 或 now',
    'command.maintenance.day': '日期，例如 2026-11-23；留空则为最近的一次',
    'command.maintenance.for': '持续多久：2h、90m、1d',
    'command.maintenance.note': '维护内容',
    'command.maintenance.cancel': '要取消的维护编号',
    'maintenance.when': '什么时候开始，持续多久？',
    'maintenance.none': '没有安排维护',
    'maintenance.title': '已安排 {count} 项维护',
    'maintenance.done': '已为 {services} 安排维护',
    'maintenance.next': '期间不发通知；结束后只通知有变化的情况。',
    'maintenance.full': '安排的维护已达上限',
    'maintenance.over': '那个时间已经过去了',
    'maintenance.backwards': '结束时间早于开始时间',
    'maintenance.too-long': '维护最长一周',
    'maintenance.period': '{from} 至 {to}，共 {duration}',
    'maintenance.all': '全部服务',
    'maintenance.cancel.done': '已取消该维护',
    'maintenance.cancel.unknown': '没有这项维护',
    'maintenance.cancel.fixed': '它写在服务文件中，只能在那里更改',
    'maintenance.notOurs': '{service} 不是您的服务',
    'maintenance.notOurs.next': '仅限自有服务：写在服务文件中的，或从聊天中添加的。',
    'button.cancel': '取消：{name}',
    'button.mute.service': '在这里静音',
    'command.announce': '向订阅自有服务的所有频道发布公告，先预览再发送',
    'command.announce.service': '自己的服务',
    'command.announce.text': '公告内容',
    'command.announce.send': '已预览公告的编号',
    'announce.which': '要为哪个服务发布什么公告？',
    'announce.preview':
      '{count, plural, =0 {没有频道订阅 {service}} other {将发送到订阅了 {service} 的 # 个频道}}',
    'announce.next': '按下“发送”之前不会发出；预览保留一刻钟。',
    'announce.done': '公告已发出',
    'announce.gone': '该公告已发送，或预览已过期',
    'button.send': '发送',
    'unsubscribe.all.sure': '要取消本频道的全部 {count} 个订阅吗？',
    'unsubscribe.all.done': '已完成：本频道的 {count} 个订阅全部取消',
    'unsubscribe.all.note': '{person} 取消了本频道的全部订阅',
    'command.unsubscribe.sure': '确定，全部取消',
    'command.subscribe.level': '最低级别：degraded、partial 或 major',
    'command.subscribe.delay': '只通知持续这么久的故障，例如 10m',
    'command.subscribe.parts': '只关注这些部分，用逗号分隔',
    'command.subscribe.mention': '要点名的人或群组；off：不点名',
    'command.subscribe.on': '何时点名：outage（中断，默认）、recovery（恢复）或 both（两者）',
    'command.subscribe.hours': '只在这些时段点名，例如 08:00-18:00',
    'form.subscribe.title': '订阅服务',
    'form.subscribe.send': '订阅',
    'form.cancel': '取消',
    'subscribe.changed': '已完成：已按您的要求调整 {service} 的通知',
    'subscribe.wrongFilter': '无法按“{typed}”筛选',
    'subscribe.wrongFilter.next':
      'level：degraded、partial 或 major · delay：例如 10m · mention：人或群组 · on：outage、recovery 或 both · hours：例如 08:00-18:00 · parts：{parts}',
    'services.category': '{category}：{count} 个服务',
    'services.categories': '可查询的服务共 {count} 个，按类别',
    'services.page': '第 {page} 页，共 {pages} 页',
    'button.next': '下一页',
    'button.previous': '上一页',
    'button.history': '历史',
    'button.again': '再来一次',
    'command.services.page': '长列表的第几页',
    'category.ai': '人工智能',
    'category.cdn': '内容分发',
    'category.ci': '构建与 CI',
    'category.cloud': '云计算',
    'category.commerce': '电商',
    'category.communications': '通信接口',
    'category.database': '数据库',
    'category.developer': '开发工具',
    'category.email-delivery': '邮件投递',
    'category.gaming': '游戏',
    'category.hosting': '托管',
    'category.identity': '身份认证',
    'category.mail': '邮箱',
    'category.messaging': '即时通讯',
    'category.monitoring': '监控',
    'category.payments': '支付',
    'category.postal': '邮政快递',
    'category.productivity': '办公协作',
    'category.social': '社交网络',
    'category.streaming': '视频与音乐',
    'category.own': '自有服务',
    'error.tooManyAsks': '请求太频繁了',
    'error.tooManyAsks.next': '请在 {duration} 后再问。',

    'error.unknownService': '没有找到“{typed}”',
    'error.didYouMean':
      '{count, plural, =1 {您要找的是 {names} 吗？} other {您要找的是不是：{names}？}}',
    'error.searchHint': '可以用 {command} 查找',
    'error.unknownCommand': '没有“{typed}”这个命令',
    'error.mayNotManage': `{platform, select,
    discord {只有在本频道拥有“管理 Webhook”权限的人才能更改订阅}
    slack {只有本频道的正式成员才能更改订阅}
    other {您没有更改本频道订阅的权限}}`,
    'error.mayNotManage.next': '请联系有权限的人；{command} 则人人可用。',
    'error.tooSlow': '这次用时太长',
    'error.tooSlow.next': '请稍后再试。',
    'error.tooSlow.write': '操作仍在后台继续；可用 {command} 查看结果。',
    'error.store': '我现在无法读取存储的数据',
    'error.store.next': '请过几分钟再试；管理员可在日志中查看原因。',
    'error.internal': '我这边出了点问题',
    'error.internal.next': '已记录下来。请再试一次；如果仍然如此，请告诉管理员。',
  },
};

/** Latin words stand apart from Chinese characters, Chinese words do not. */
function tidy(text: string): string {
  return text.replace(/(?<=[\p{Script=Han}，。：；！？、（）“”]) (?=[\p{Script=Han}（）“”])/gu, '');
}
