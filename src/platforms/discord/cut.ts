/** Cutting text to a length without breaking a character that people see as one. */

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const mark = '…';

/** At most `limit` UTF-16 units: the beginning, then `…` when something is missing. */
export function cutEnd(text: string, limit: number): string {
  return text.length <= limit ? text : head(text, limit - mark.length) + mark;
}

/** At most `limit` UTF-16 units: both ends with `…` between, for what is told apart by its end. */
export function cutMiddle(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const room = limit - mark.length;
  const start = head(text, Math.ceil(room / 2));
  return start + mark + tail(text, room - start.length);
}

function head(text: string, room: number): string {
  let end = 0;
  // Whatever lies further than this cannot be shown, however long the text is.
  for (const { segment, index } of segmenter.segment(text.slice(0, room + 64).toWellFormed())) {
    if (index + segment.length > room) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

function tail(text: string, room: number): string {
  const near = text.slice(Math.max(0, text.length - room - 64)).toWellFormed();
  for (const { index } of segmenter.segment(near)) {
    if (near.length - index <= room) return near.slice(index);
  }
  return '';
}
