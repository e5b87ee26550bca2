import { RAW, type Palette } from './palette.ts';

interface Vessel {
  /** Outline of the body. */
  outline: string;
  /** The opening. */
  rim: { cx: number; cy: number; rx: number; ry: number };
  /** From here down it is unglazed, in units of the drawing. */
  glazedTo: number;
}

/** A thrown body: light from the left, a wavy edge where the glaze ends, a look inside. */
export function vessel({ outline, rim, glazedTo }: Vessel, palette: Palette): string {
  const { cx, cy, rx, ry } = rim;
  const edge = `M0 ${glazedTo} q30 10 60 2 t60 4 t60 -4 t60 2 V240 H0 Z`;
  const gloss = `M${cx - rx * 0.62} ${cy + 18} q-4 30 2 58`;
  return `<clipPath id="body"><path d="${outline}"/></clipPath>
<g clip-path="url(#body)"><path d="M0 0H240V240H0Z" fill="url(#glaze)"/><path d="${edge}" fill="url(#raw)"/>
<path d="${gloss}" fill="none" stroke="#fff" stroke-width="7" stroke-linecap="round" opacity=".28"/></g>
<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${palette.light}"/>
<ellipse cx="${cx}" cy="${cy + 1}" rx="${rx - 5}" ry="${Math.max(1.5, ry - 3)}" fill="${palette.inside}"/>`;
}

export function gradients({ light, body, shade }: Palette): string {
  return `<defs>${across('glaze', light, body, shade)}${across('raw', RAW.light, RAW.body, RAW.shade)}</defs>`;
}

export function shadow(cx: number, rx: number): string {
  return `<ellipse cx="${cx}" cy="208" rx="${rx}" ry="8" fill="#1d130a" opacity=".18"/>`;
}

function across(id: string, light: string, body: string, shade: string): string {
  return `<linearGradient id="${id}"><stop stop-color="${light}"/><stop offset=".45" stop-color="${body}"/><stop offset="1" stop-color="${shade}"/></linearGradient>`;
}
