/** HTML as strings, where every text from outside is escaped on its way in. */

/** A text as HTML that shows exactly that text. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** An element with a class. What is inside must be HTML already. */
export function element(name: string, style: string, ...inside: readonly string[]): string {
  return `<${name} class="${style}">${inside.join('')}</${name}>`;
}

/** A whole page. `css` and `body` are our own and are taken as they are. */
export function documentOf(page: {
  readonly title: string;
  readonly language: string;
  readonly css: string;
  readonly body: string;
}): string {
  return `<!doctype html>
<html lang="${escapeHtml(page.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(page.title)}</title>
<style>
${page.css}</style>
</head>
<body>
${page.body}
</body>
</html>
`;
}
