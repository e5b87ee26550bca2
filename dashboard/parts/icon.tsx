import type { JSX } from 'preact';

/** Paths on a grid of 20, drawn as lines of the text's colour. */
const PATHS = {
  overview: 'M3 16.5h14M5.5 13V9.5M10 13V4M14.5 13V7',
  customers: 'M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 17c.4-3.3 2.8-5 6-5s5.6 1.7 6 5',
  journeys: 'M4 15.5c4.5 0 3-5.5 6-5.5s1.5-5.5 6-5.5M4 15.5h.01M16 4.5h.01',
  funnel: 'M3 4.5h14l-5.2 6v5.5l-3.6-2v-3.5Z',
  accounts: 'M4 17V4h8v13M12 8h4v9M2.5 17h15M7 7.5h2M7 11h2',
  friction: 'M10 3.5 17.5 16.5h-15ZM10 8v4M10 14.2h.01',
  change: 'M3 6.5h3v10H3ZM8.5 9.5h3v7h-3ZM14 3.5h3v13h-3Z',
  compare: 'M3 7h13M12.5 3.5 16 7l-3.5 3.5M17 13H4M7.5 9.5 4 13l3.5 3.5',
  paths: 'M3 10h4c4 0 3-5.5 10-5.5M7 10c4 0 3 5.5 10 5.5',
  retention: 'M16 10a6 6 0 1 1-2-4.5M14.5 2.5V6H11',
  revenue: 'M3 5.5h14v9H3ZM10 7.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6ZM5.5 10h.01M14.5 10h.01',
  attribution: 'M3.5 5h4l3 5h6M3.5 15h4l3-5M3.5 10h6M14 7.5l2.5 2.5-2.5 2.5',
  map: 'M3 4.5h3.5v11H3ZM8.2 4.5h3.6v11H8.2ZM13.5 4.5H17v11h-3.5ZM3 8.5h3.5M8.2 11h3.6M13.5 7.5H17',
  segments:
    'M7.5 4.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM12.5 4.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Z',
  stages: 'M3 16.5h4v-4h4v-4h4v-4h2.5',
  desktop: 'M3 4.5h14v9H3ZM8 16.5h4',
  mobile: 'M6.5 2.5h7v15h-7ZM9.5 15h1',
  tablet: 'M4.5 2.5h11v15h-11ZM9.5 15h1',
  other: 'M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM10 7v3.5l2 1.5',
  offline: 'M4 8.5 5 4h10l1 4.5M4.5 9v7h11V9M8.5 16v-4h3v4M3.5 8.5h13',
  page: 'M5.5 2.5h6l3 3v12h-9ZM11.5 2.5v3h3',
  click: 'm6 4 9 5.5-4 1-1.5 4Z',
  product: 'm10 3 6 3.2v7L10 17l-6-3.8v-7ZM4 6.2l6 3.3 6-3.3M10 9.5V17',
  cart: 'M2.5 3.5h2l2 9h8l2-6.5H5.3M7.5 16h.01M13.5 16h.01',
  uncart: 'M2.5 3.5h2l2 9h8l1-3.5M11 6h5M7.5 16h.01M13.5 16h.01',
  checkout: 'M3 5.5h14v9H3ZM3 8.5h14M6 12h3',
  order: 'm4.5 10.5 3.5 3.5 7.5-8',
  refund: 'M4 8h8a4 4 0 0 1 0 8H8M7 5 4 8l3 3',
  search: 'M8.5 3.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10ZM12.5 12.5l4 4',
  person: 'M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 17c.4-3.3 2.8-5 6-5s5.6 1.7 6 5',
  mail: 'M3 5h14v10H3ZM3 5.5l7 5.5 7-5.5',
  call: 'M5 3h3l1.2 3.5-1.7 1.3a9 9 0 0 0 4.7 4.7l1.3-1.7L17 12v3c0 1-1 2-2 2C8.5 17 3 11.5 3 5c0-1 1-2 2-2Z',
  chat: 'M3 4h14v9.5H9L5.5 17v-3.5H3Z',
  star: 'm10 3 2.1 4.5 4.9.6-3.6 3.4.9 4.9L10 14l-4.3 2.4.9-4.9L3 8.1l4.9-.6Z',
  event: 'M10 6a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z',
  health: 'M2.5 10H6l2-5.5 4 11 2-5.5h3.5',
  read: 'M10 5.5C6 5.5 3.5 8.5 2.5 10c1 1.5 3.5 4.5 7.5 4.5s6.5-3 7.5-4.5c-1-1.5-3.5-4.5-7.5-4.5ZM10 8.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6Z',
  out: 'M8 4H4v12h4M12 6.5l3.5 3.5-3.5 3.5M15 10H7.5',
  plus: 'M10 4.5v11M4.5 10h11',
  minus: 'M5 5l10 10M15 5 5 15',
  up: 'm5 12 5-5 5 5',
  down: 'm5 8 5 5 5-5',
  filter: 'M3 5.5h14M6 10h8M8.5 14.5h3',
  flag: 'M5 17V3.5h9.5l-2 3.5 2 3.5H5',
  saved: 'M5.5 3h9v14L10 13.5 5.5 17Z',
  trigger: 'M11 2.5 4.5 11.5H9L8 17.5l7.5-9.5H11Z',
  back: 'm12 5-5 5 5 5',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration beside a word that says the same; never the only label. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The bare path, to draw inside another SVG. */
export function iconPath(name: IconName): string {
  return PATHS[name];
}

export function deviceIcon(device: string | null | undefined): IconName {
  return device === 'desktop' || device === 'mobile' || device === 'tablet' ? device : 'other';
}
