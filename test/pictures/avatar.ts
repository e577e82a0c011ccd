/** The bot's face: a bell, drawn by hand so that no font and no mark of anybody is needed. */
export const avatar =
  '<svg class="avatar" viewBox="0 0 40 40" aria-hidden="true">' +
  '<rect width="40" height="40" fill="#1f3a5f"/>' +
  '<path fill="#ffd166" d="M20 8a2 2 0 0 1 2 2v.6c4 1 6.5 4.4 6.5 8.4v5l2.5 4H9l2.5-4v-5' +
  'c0-4 2.5-7.4 6.5-8.4V10a2 2 0 0 1 2-2z"/>' +
  '<path fill="#ffd166" d="M16.5 29.5a3.5 3.5 0 0 0 7 0z"/></svg>';
