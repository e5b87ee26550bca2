/** The part of Shopify's Web Pixels API that is used. https://shopify.dev/docs/api/web-pixels-api */
export interface Api {
  browser: {
    /** Of the shop's page, not of the sandbox. */
    localStorage: {
      getItem(key: string): Promise<string | null>;
      setItem(key: string, value: string): Promise<unknown>;
      removeItem(key: string): Promise<unknown>;
    };
  };
  init: {
    context?: PageContext;
    customerPrivacy?: Privacy;
  };
  customerPrivacy?: {
    subscribe?: (
      name: 'visitorConsentCollected',
      handle: (event: { customerPrivacy: Privacy }) => void,
    ) => unknown;
  };
}

export interface Privacy {
  analyticsProcessingAllowed: boolean;
}

export interface PageContext {
  document?: { location?: { href?: string }; referrer?: string; title?: string };
  navigator?: { language?: string };
  window?: {
    location?: { href?: string };
    screen?: { width?: number; height?: number };
  };
}

export interface PixelConfig {
  /** Public id of the site. */
  site: string;
  /** Origin of the collector. */
  host: string;
  /** `off` where the theme wears the tag as well: it records the views. */
  views?: 'off' | undefined;
}
