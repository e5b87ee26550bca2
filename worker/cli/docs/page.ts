const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? '');
}

/** Of rows; one that is wider than the page, as on a phone, is scrolled by itself. */
export function table(head: string, rows: string): string {
  return `<div class="wide"><table><thead>${head}</thead><tbody>${rows}</tbody></table></div>`;
}

/** A page of the documentation. Its style and script are files: the policy allows nothing inline. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · Sojourn</title>
<link rel="icon" href="/dashboard/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs/docs.css">
<script src="/docs/copy.js" defer></script>
</head>
<body>
<header><a href="/docs">Sojourn API</a>
<nav aria-label="Documentation"><a href="/docs/guide">Guide</a> <a href="/docs/try">Try it</a> <a href="/openapi.json">openapi.json</a></nav></header>
<main>
${body}
</main>
</body>
</html>
`;
}
