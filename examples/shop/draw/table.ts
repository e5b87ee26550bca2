import { RAW, WOOD, type Palette } from './palette.ts';
import { shadow, vessel } from './vessel.ts';

export function plate(palette: Palette): string {
  return `<ellipse cx="120" cy="132" rx="98" ry="92" fill="#1d130a" opacity=".16"/>
<clipPath id="plate"><circle cx="120" cy="122" r="94"/></clipPath>
<g clip-path="url(#plate)"><circle cx="120" cy="122" r="94" fill="url(#raw)"/>
<path d="M0 0H240V134q-30 12-60 4t-60 6t-60-8t-60 6Z" fill="url(#glaze)"/></g>
<circle cx="120" cy="122" r="66" fill="none" stroke="${palette.shade}" stroke-width="2" opacity=".55"/>
<circle cx="120" cy="122" r="63" fill="none" stroke="#fff" stroke-width="2" opacity=".22"/>
<path d="M46 84a84 84 0 0 1 46-40" fill="none" stroke="#fff" stroke-width="6" stroke-linecap="round" opacity=".35"/>`;
}

export function bowl(palette: Palette): string {
  return `${shadow(120, 58)}
${vessel(
  {
    outline: 'M42 106 C42 160 72 198 94 200 V208 H146 V200 C168 198 198 160 198 106 Z',
    rim: { cx: 120, cy: 106, rx: 78, ry: 18 },
    glazedTo: 172,
  },
  palette,
)}
<path d="M58 112a70 12 0 0 0 124 0" fill="${palette.shade}" opacity=".5"/>`;
}

export function servingBowl(palette: Palette): string {
  return `${shadow(120, 72)}
<path d="M196 66 L150 118" stroke="${WOOD.shade}" stroke-width="9" stroke-linecap="round"/>
<path d="M214 80 L160 122" stroke="${WOOD.body}" stroke-width="9" stroke-linecap="round"/>
${vessel(
  {
    outline: 'M20 124 C24 166 66 196 88 198 V208 H152 V198 C174 196 216 166 220 124 Z',
    rim: { cx: 120, cy: 124, rx: 100, ry: 20 },
    glazedTo: 178,
  },
  palette,
)}
${leaves()}<path d="M26 128a96 20 0 0 0 188 0a96 15 0 0 1 -188 0Z" fill="${palette.light}"/>`;
}

function leaves(): string {
  const greens = ['#7d9a58', '#5f7f45', '#94ad68', '#6d8c4e', '#86a25d', '#557340'];
  const leaf = (x: number, y: number, turn: number, green: string): string =>
    `<ellipse cx="${x}" cy="${y}" rx="22" ry="11" fill="${green}" transform="rotate(${turn} ${x} ${y})"/>`;
  const at = [
    [62, 120, -16], [100, 112, 10], [140, 114, -12], [176, 122, 18], [82, 126, 8], [122, 124, -6],
    [156, 128, 6],
  ] as const; // prettier-ignore
  const heap = at.map(([x, y, turn], i) => leaf(x, y, turn, greens[i % greens.length] ?? ''));
  return `${heap.join('')}<circle cx="108" cy="118" r="8" fill="#c9503c"/><circle cx="148" cy="121" r="7" fill="#d8644c"/><circle cx="76" cy="123" r="6" fill="${RAW.light}"/>`;
}
