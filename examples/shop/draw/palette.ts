import type { GlazeId } from '../catalogue.ts';

/** Colours of a glaze: lit, as it is, in the shade, and inside the vessel. */
export interface Palette {
  light: string;
  body: string;
  shade: string;
  inside: string;
}

export const PALETTES: Readonly<Record<GlazeId, Palette>> = {
  sand: { light: '#f3e6cd', body: '#e2cda6', shade: '#b99a6b', inside: '#8f7448' },
  ink: { light: '#6d86a3', body: '#405a78', shade: '#22344a', inside: '#152231' },
  moss: { light: '#b4c09a', body: '#87976a', shade: '#586543', inside: '#3a442b' },
  clay: { light: '#e0a07c', body: '#c3744c', shade: '#8c4a2b', inside: '#5e2e19' },
};

/** The unglazed foot that every piece stands on. */
export const RAW = { light: '#d9b08e', body: '#b98d68', shade: '#86603f' } as const;
export const WOOD = { body: '#c08a52', shade: '#8c5f33' } as const;
export const STEEL = { light: '#8a8f94', body: '#4b5055' } as const;
export const LEAF = { body: '#6d8a5b', shade: '#4e6741' } as const;
