import type { Palette } from './palette.ts';
import { shadow, vessel } from './vessel.ts';

export function mug(palette: Palette): string {
  return `${shadow(112, 66)}
<path d="M148 92c46-8 58 20 46 48-8 18-26 28-50 28" fill="none" stroke="${palette.shade}" stroke-width="14" stroke-linecap="round"/>
<path d="M148 90c44-8 55 20 43 47-8 17-24 26-47 27" fill="none" stroke="${palette.body}" stroke-width="9" stroke-linecap="round"/>
${vessel(
  {
    outline:
      'M58 76 C58 120 58 150 64 178 Q70 206 88 208 H130 Q148 206 154 178 C160 150 160 120 160 76 Z',
    rim: { cx: 109, cy: 76, rx: 51, ry: 11 },
    glazedTo: 172,
  },
  palette,
)}`;
}

export function espressoCup(palette: Palette): string {
  return `<ellipse cx="116" cy="200" rx="84" ry="13" fill="${palette.shade}"/>
<ellipse cx="116" cy="196" rx="84" ry="13" fill="${palette.body}"/>
<ellipse cx="116" cy="195" rx="60" ry="8" fill="${palette.light}" opacity=".5"/>
<path d="M148 124c34-6 40 14 32 30-6 12-18 16-34 16" fill="none" stroke="${palette.body}" stroke-width="9" stroke-linecap="round"/>
${vessel(
  {
    outline:
      'M68 112 C68 150 72 176 84 190 Q90 198 98 198 H134 Q142 198 148 190 C160 176 164 150 164 112 Z',
    rim: { cx: 116, cy: 112, rx: 48, ry: 10 },
    glazedTo: 180,
  },
  palette,
)}
<ellipse cx="116" cy="114" rx="41" ry="6.5" fill="#3b2113"/><ellipse cx="110" cy="113" rx="22" ry="3" fill="#a06a3c" opacity=".7"/>
<path d="M100 92c-8-14 8-18 0-34M122 92c-8-14 8-18 0-34" fill="none" stroke="#9a8a7a" stroke-width="4" stroke-linecap="round" opacity=".45"/>`;
}

export function tumbler(palette: Palette): string {
  return `${shadow(120, 54)}
${vessel(
  {
    outline: 'M70 50 L78 196 Q80 208 92 208 H148 Q160 208 162 196 L170 50 Z',
    rim: { cx: 120, cy: 50, rx: 50, ry: 11 },
    glazedTo: 122,
  },
  palette,
)}`;
}
