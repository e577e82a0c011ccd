/** Times as people in a time zone write them, and the instants they mean. Pure. */

/** A time on the wall: no zone, no offset. `month` is 1 to 12; days, hours and minutes may overflow. */
export type LocalTime = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly minute: number;
};

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** Making one costs a hundred uses of it; there are some four hundred zones. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  formats.set(timeZone, made);
  return made;
}

/** What calendars and clocks in the zone show at an instant; `minute` counts from midnight. */
export function localAt(instant: number, timeZone: string): LocalTime {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return {
    year: of('year'),
    month: of('month'),
    day: of('day'),
    minute: of('hour') * 60 + of('minute'),
  };
}

/**
 * The instant of a local time. Of a time that comes twice (clocks go back) it is the first; one that
 * never comes (clocks go forward) is as long after midnight as it would have been (RFC 5545 §3.3.5).
 */
export function instantOf(local: LocalTime, timeZone: string): number {
  const asUtc = Date.UTC(local.year, local.month - 1, local.day, 0, local.minute);
  const before = offsetAt(asUtc - dayMs, timeZone);
  const after = offsetAt(asUtc + dayMs, timeZone);
  const candidates = [asUtc - before, asUtc - after].sort((one, other) => one - other);
  return candidates.find((at) => at + offsetAt(at, timeZone) === asUtc) ?? asUtc - before;
}

/** Milliseconds by which clocks in the zone are ahead of UTC, in whole minutes. */
function offsetAt(instant: number, timeZone: string): number {
  const { year, month, day, minute } = localAt(instant, timeZone);
  const wall = Date.UTC(year, month - 1, day, 0, minute);
  return wall - Math.floor(instant / minuteMs) * minuteMs;
}

/** 0 is Sunday. */
export function weekdayOf({ year, month, day }: LocalTime): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

export function daysInMonth({ year, month }: LocalTime): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
