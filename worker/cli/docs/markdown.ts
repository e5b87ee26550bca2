import { escapeHtml, table } from './page.ts';

/** As much of Markdown as the pages in docs/ use: headings, paragraphs, lists, tables, code, links. */
export function toHtml(markdown: string): string {
  const blocks: string[] = [];
  const lines = markdown.split('\n');
  for (let i = 0; i < lines.length;) {
    const kind = kindOf(lines[i] ?? '');
    const end = endOf(lines, i, kind);
    blocks.push(RENDER[kind](kind === 'code' ? lines.slice(i + 1, end - 1) : lines.slice(i, end)));
    i = end;
  }
  return blocks.filter(Boolean).join('\n');
}

/** Where the block that starts here ends: the line after it. */
function endOf(lines: string[], start: number, kind: Kind): number {
  if (kind === 'heading') return start + 1;
  const next = lines.findIndex(
    (line, i) => i > start && (kind === 'code' ? line.startsWith('```') : kindOf(line) !== kind),
  );
  if (next < 0) return lines.length;
  return kind === 'code' ? next + 1 : next;
}

type Kind = 'blank' | 'code' | 'heading' | 'indented' | 'list' | 'table' | 'text';

/** Code without a fence. */
const INDENT = '    ';

function kindOf(line: string): Kind {
  if (line.trim() === '') return 'blank';
  if (line.startsWith('```')) return 'code';
  if (line.startsWith(INDENT)) return 'indented';
  if (/^#{1,4} /.test(line)) return 'heading';
  if (line.startsWith('- ')) return 'list';
  return line.startsWith('|') ? 'table' : 'text';
}

const RENDER: Record<Kind, (lines: string[]) => string> = {
  blank: () => '',
  code: codeOf,
  indented: (lines) => codeOf(lines.map((line) => line.slice(INDENT.length))),
  heading: ([line = '']) => {
    const level = line.indexOf(' ');
    return `<h${level}>${inline(line.slice(level + 1))}</h${level}>`;
  },
  list: (lines) => `<ul>${lines.map((line) => `<li>${inline(line.slice(2))}</li>`).join('')}</ul>`,
  table: ([head = '', , ...rows]) =>
    table(row(head, 'th'), rows.map((one) => row(one, 'td')).join('')),
  text: (lines) => `<p>${inline(lines.join(' '))}</p>`,
};

function codeOf(lines: string[]): string {
  return `<pre><code>${escapeHtml(lines.join('\n'))}</code></pre>`;
}

function row(line: string, cell: 'th' | 'td'): string {
  const cells = line.split('|').slice(1, -1);
  return `<tr>${cells.map((text) => `<${cell}>${inline(text.trim())}</${cell}>`).join('')}</tr>`;
}

function inline(text: string): string {
  return escapeHtml(text)
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replaceAll(/\[([^\]]+)\]\(((?:https:|\/)[^)\s]*)\)/g, '<a href="$2">$1</a>');
}
