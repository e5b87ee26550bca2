import { STEEL, WOOD, type Palette } from './palette.ts';
import { shadow, vessel } from './vessel.ts';

export function teapot(palette: Palette): string {
  return `${shadow(116, 74)}
<path d="M166 118c26-4 26-34 40-50l14 8c-10 22-12 64-48 74Z" fill="${palette.body}"/>
<path d="M206 68l14 8" stroke="${palette.shade}" stroke-width="5" stroke-linecap="round"/>
<path d="M62 108c-44-6-50 62-2 70" fill="none" stroke="${palette.shade}" stroke-width="13" stroke-linecap="round"/>
<path d="M62 106c-41-4-46 60-2 68" fill="none" stroke="${palette.body}" stroke-width="8" stroke-linecap="round"/>
${vessel(
  {
    outline:
      'M82 88 C44 104 40 168 70 198 Q78 208 90 208 H142 Q154 208 162 198 C192 168 188 104 150 88 Z',
    rim: { cx: 116, cy: 88, rx: 36, ry: 8 },
    glazedTo: 184,
  },
  palette,
)}
<path d="M80 86 Q116 58 152 86 Q116 98 80 86Z" fill="${palette.body}"/>
<path d="M94 84 Q106 76 118 75" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round" opacity=".3"/>
<circle cx="116" cy="62" r="9" fill="${WOOD.body}"/><path d="M110 66a9 9 0 0 0 14-8" fill="none" stroke="${WOOD.shade}" stroke-width="3"/>`;
}

export function dripper(palette: Palette): string {
  return `${shadow(120, 58)}
<path d="M84 150h72l6 50q0 8-10 8H88q-10 0-10-8Z" fill="#cfe0e4" opacity=".55"/>
<path d="M82 176h76l3 24q0 8-9 8H88q-9 0-9-8Z" fill="#4a2a17" opacity=".85"/>
<path d="M164 96c34-4 38 36 4 40" fill="none" stroke="${palette.body}" stroke-width="9" stroke-linecap="round"/>
${vessel(
  {
    outline: 'M58 62 L100 140 H140 L182 62 Z',
    rim: { cx: 120, cy: 62, rx: 62, ry: 12 },
    glazedTo: 240,
  },
  palette,
)}
<path d="M66 58 L120 44 L174 58 L152 70 H88Z" fill="#f7f1e6"/><path d="M120 44v24" stroke="#d8cdb8" stroke-width="2"/>
<ellipse cx="120" cy="146" rx="58" ry="8" fill="${palette.shade}"/><ellipse cx="120" cy="143" rx="58" ry="8" fill="${palette.body}"/>
<ellipse cx="112" cy="142" rx="36" ry="4" fill="${palette.light}" opacity=".5"/>`;
}

export function kettle(palette: Palette): string {
  return `${shadow(116, 76)}
<path d="M168 176c34 0 22-66 34-92 3-6 8-8 16-8" fill="none" stroke="${palette.shade}" stroke-width="11" stroke-linecap="round"/>
<path d="M167 174c32 0 20-66 32-92 3-6 8-8 15-8" fill="none" stroke="${palette.body}" stroke-width="7" stroke-linecap="round"/>
<path d="M66 108C22 70 34 48 84 62" fill="none" stroke="${WOOD.shade}" stroke-width="13" stroke-linecap="round"/>
<path d="M66 106C24 70 36 50 84 60" fill="none" stroke="${WOOD.body}" stroke-width="9" stroke-linecap="round"/>
${vessel(
  {
    outline:
      'M76 92 C62 130 52 170 50 194 Q50 208 66 208 H166 Q182 208 182 194 C180 170 170 130 156 92 Z',
    rim: { cx: 116, cy: 92, rx: 40, ry: 8 },
    glazedTo: 240,
  },
  palette,
)}
<path d="M78 90 Q116 70 154 90 Q116 102 78 90Z" fill="${palette.body}"/>
<path d="M50 194q0 14 16 14h100q16 0 16-14l-1 -6H51Z" fill="${STEEL.body}"/><path d="M52 192h60" stroke="${STEEL.light}" stroke-width="4" stroke-linecap="round"/>
<rect x="108" y="58" width="16" height="20" rx="6" fill="${WOOD.body}"/>`;
}
