/** What others ask for a million events, as their lists or those who quote them say. */
export interface Rival {
  name: string;
  /** USD (or what is stated) for one million. */
  usd: string;
  /** How it comes about; where it was read. */
  what: string;
}

/**
 * Lists change: each says what was read where. Segment and Amplitude bill by tracked users and print
 * no price an event, so they are left out, as is Umami's cloud, whose allowance could not be read.
 */
export const rivals: readonly Rival[] = [
  {
    name: 'PostHog',
    usd: '50.00',
    what: 'the second million of a month, the first is free; 2 to 15 million 34.30 (flexprice.io/blog/posthog-pricing-guide, and github.com/api-evangelist/posthog of May 2026, both of posthog.com/pricing)',
  },
  {
    name: 'Plausible',
    usd: '69.00',
    what: 'a month of up to 1 million page views and events, Growth; 139 with funnels and an API (github.com/plausible/analytics, priv/plans_v4.json and plan_prices.json, read November 2026; a fifth list of 2025 has other plans)',
  },
  {
    name: 'Mixpanel',
    usd: '280.00',
    what: 'Growth, beyond the first free million: 0.28 a thousand (github.com/api-evangelist/mixpanel of May 2026, of mixpanel.com/pricing)',
  },
  {
    name: 'Matomo Cloud',
    usd: 'EUR 182',
    what: '109 a month for 600,000 hits (forum.matomo.org/t/48475, undated, before 2024)',
  },
];
