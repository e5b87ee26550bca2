import { LEAF, type Palette } from './palette.ts';
import { shadow, vessel } from './vessel.ts';

export function vase(palette: Palette): string {
  return `${shadow(120, 46)}
<path d="M118 70C112 40 100 30 92 12M122 70c4-26 14-34 26-50M120 70c0-30 4-40 4-62" fill="none" stroke="${LEAF.shade}" stroke-width="3.5" stroke-linecap="round"/>
${sprig(92, 14, -30)}${sprig(104, 36, -50)}${sprig(148, 22, 35)}${sprig(136, 42, 50)}${sprig(124, 10, 0)}
${vessel(
  {
    outline:
      'M104 66 C106 100 80 120 76 160 Q72 200 90 208 H150 Q168 200 164 160 C160 120 134 100 136 66 Z',
    rim: { cx: 120, cy: 66, rx: 17, ry: 4.5 },
    glazedTo: 188,
  },
  palette,
)}`;
}

export function budVase(palette: Palette): string {
  return `${shadow(120, 44)}
<path d="M120 118C116 90 124 76 118 52M120 118c8-18 20-26 28-40" fill="none" stroke="${LEAF.shade}" stroke-width="3.5" stroke-linecap="round"/>
${flower(118, 44, 15, '#e4a33c')}${flower(152, 72, 11, '#d9746a')}
<ellipse cx="106" cy="92" rx="14" ry="6" fill="${LEAF.body}" transform="rotate(28 106 92)"/>
${vessel(
  {
    outline:
      'M108 112 C108 128 76 138 74 172 Q74 208 100 208 H140 Q166 208 166 172 C164 138 132 128 132 112 Z',
    rim: { cx: 120, cy: 112, rx: 13, ry: 4 },
    glazedTo: 190,
  },
  palette,
)}`;
}

export function lantern(palette: Palette): string {
  const rows = [98, 122, 146, 170];
  const holes = rows.flatMap((y, row) =>
    [-2, -1, 0, 1, 2].map((step) => {
      const x = 120 + step * 22 + (row % 2) * 11;
      return Math.abs(x - 120) > 46 ? '' : `<circle cx="${x}" cy="${y}" r="5.5" fill="#ffce6b"/>`;
    }),
  );
  return `<ellipse cx="120" cy="140" rx="112" ry="96" fill="#ffcf70" opacity=".16"/>${shadow(120, 54)}
<path d="M92 66 q28 -58 56 0" fill="none" stroke="#4b4038" stroke-width="4"/>
${vessel(
  {
    outline:
      'M78 70 C64 100 62 160 68 196 Q70 208 84 208 H156 Q170 208 172 196 C178 160 176 100 162 70 Z',
    rim: { cx: 120, cy: 70, rx: 42, ry: 9 },
    glazedTo: 192,
  },
  palette,
)}<ellipse cx="120" cy="71" rx="34" ry="5" fill="#ffb347"/>${holes.join('')}`;
}

function sprig(x: number, y: number, turn: number): string {
  return `<g transform="rotate(${turn} ${x} ${y})"><ellipse cx="${x - 7}" cy="${y}" rx="5" ry="11" fill="${LEAF.body}"/><ellipse cx="${x + 7}" cy="${y + 4}" rx="5" ry="11" fill="${LEAF.shade}"/></g>`;
}

function flower(x: number, y: number, r: number, petal: string): string {
  const petals = [0, 60, 120, 180, 240, 300].map(
    (turn) =>
      `<ellipse cx="${x}" cy="${y - r * 0.7}" rx="${r * 0.45}" ry="${r * 0.7}" fill="${petal}" transform="rotate(${turn} ${x} ${y})"/>`,
  );
  return `${petals.join('')}<circle cx="${x}" cy="${y}" r="${r * 0.42}" fill="#7a4a1c"/>`;
}
