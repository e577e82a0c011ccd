// Makes a whole page better: times in the reader's zone, changes as they happen, results while typing.
(() => {
  const { body } = document;
  const main = document.getElementById('main');
  const news = document.getElementById('news');
  const light = document.querySelector('.live');
  const { locale, live } = body.dataset;
  /** What the server last sent of each section, before times were put into words. */
  let sent = sections(main);
  let version = body.dataset.version;

  function sections(root) {
    return new Map(
      [...root.querySelectorAll('[id]')].filter(isLoose).map((one) => [one.id, one.outerHTML]),
    );
  }

  /** Not inside another that has a name. */
  function isLoose(one) {
    return one.parentElement.closest('main [id]') === null;
  }

  const clock = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });

  function spoken(at) {
    const now = new Date();
    if (at.toDateString() === now.toDateString()) return clock.format(at);
    return `${(at.getFullYear() === now.getFullYear() ? day : date).format(at)} ${clock.format(at)}`;
  }

  function localize(root) {
    const isAsked = new URLSearchParams(location.search).has('tz');
    if (isAsked) return;
    for (const one of root.querySelectorAll('time'))
      one.textContent = spoken(new Date(one.dateTime));
    for (const one of root.querySelectorAll('text[data-at]')) {
      one.textContent = clock.format(new Date(Number(one.dataset.at)));
    }
    const zone = document.querySelector('[data-zone]');
    const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (name) zone.textContent = zone.dataset.zone.replace('*', name);
  }

  /** Puts in what differs and leaves alone what the reader is at. */
  function renew(fresh, isSpoken) {
    const next = fresh.getElementById('main');
    const now = sections(next);
    const said = isSpoken ? differences(next) : [];
    const focus = document.activeElement?.id || document.activeElement?.getAttribute('href');
    const isSame = [...sent.keys()].join() === [...now.keys()].join();
    const kept = document.getElementById('search');
    if (isSame) {
      for (const [id, html] of now) {
        if (html !== sent.get(id) && id !== 'search')
          document.getElementById(id).replaceWith(next.querySelector(`#${CSS.escape(id)}`));
      }
    } else {
      const nodes = [...next.childNodes];
      const at = nodes.findIndex(({ id }) => id === 'search');
      if (kept && at >= 0) {
        for (const one of [...main.childNodes]) if (one !== kept) one.remove();
        kept.before(...nodes.slice(0, at));
        kept.after(...nodes.slice(at + 1));
      } else main.replaceChildren(...nodes);
    }
    sent = now;
    version = fresh.body.dataset.version;
    document.title = fresh.title;
    document.getElementById('icon').href = fresh.getElementById('icon').href;
    localize(main);
    if (focus && document.activeElement === body) {
      (
        document.getElementById(focus) ?? main.querySelector(`a[href="${CSS.escape(focus)}"]`)
      )?.focus();
    }
    if (said.length > 0) news.textContent = said.join('. ');
  }

  /** The headline when it is another one, and each row that is. */
  function differences(next) {
    const words = (one) => one?.textContent.replace(/\s+/g, ' ').trim();
    const rows = [...next.querySelectorAll('h1, .rows li, .parts li')];
    return rows.flatMap((row) => {
      const before = row.id ? document.getElementById(row.id) : undefined;
      const old = row.matches('h1') ? main.querySelector('h1') : before;
      const state = (one) => words(one?.querySelector('span') ?? one);
      if (!old || state(old)?.split(' · ')[0] === state(row)?.split(' · ')[0]) return [];
      row.classList.add('changed');
      return [words(row)];
    });
  }

  let asked = 0;
  async function load(url, isSpoken) {
    asked += 1;
    const mine = asked;
    const answer = await fetch(url, { headers: { accept: 'text/html' } }).catch(() => undefined);
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (mine === asked) renew(fresh, isSpoken);
  }

  function shine(isOn) {
    light.hidden = false;
    light.classList.toggle('on', isOn);
    light.textContent = isOn ? light.dataset.on : light.dataset.off;
  }

  let source;
  let lostAt;
  function listen() {
    const at = `${live.includes('?') ? '&' : '?'}at=${encodeURIComponent(version)}`;
    source = new EventSource(live + at);
    source.onopen = () => shine(true);
    source.onerror = () => {
      shine(false);
      if (source.readyState === EventSource.CLOSED) lostAt = setTimeout(listen, 15_000);
    };
    source.addEventListener('change', () => load(location.href, true));
    source.addEventListener('full', () => {
      source.close();
      light.hidden = true;
    });
  }

  function rest() {
    source?.close();
    clearTimeout(lostAt);
  }

  localize(body);
  if (version && window.EventSource) {
    listen();
    // A page that nobody sees needs no connection; one that is seen again is made new at once.
    document.addEventListener('visibilitychange', () => {
      rest();
      if (document.hidden) return;
      void load(location.href, true).then(listen);
    });
    setInterval(() => document.hidden || load(location.href, true), 60_000);
  }

  const query = document.getElementById('q');
  let typed;
  query?.addEventListener('input', () => {
    clearTimeout(typed);
    typed = setTimeout(() => {
      const url = new URL(location.href);
      if (query.value.trim()) url.searchParams.set('q', query.value);
      else url.searchParams.delete('q');
      history.replaceState(null, '', url);
      void load(url, false).then(() => {
        const found = document.querySelector('#found span');
        if (found) news.textContent = found.textContent;
      });
    }, 200);
  });
})();
