/** Where a click id comes from, and how sure it is that the click was paid for. */
export interface ClickOrigin {
  source: string;
  medium: string;
  /**
   * `first`: it decides, whatever else the address says (definitions.md 14). `paid`: only ads carry
   * it, so it says more than a referrer, but a tagged address says better what the shop meant.
   * `hint`: plain links carry it too; it speaks where neither tags nor a referrer do.
   */
  rank: 'first' | 'paid' | 'hint';
}

const first = (source: string): ClickOrigin => ({ source, medium: 'cpc', rank: 'first' });
const paid = (source: string, medium = 'cpc'): ClickOrigin => ({ source, medium, rank: 'paid' });
const hint = (source: string, medium: string): ClickOrigin => ({ source, medium, rank: 'hint' });

/** Query keys, lower case, in the order in which they count. */
export const CLICK_IDS: ReadonlyMap<string, ClickOrigin> = new Map([
  ['gclid', first('google')],
  ['wbraid', first('google')],
  ['gbraid', first('google')],
  ['msclkid', first('bing')],
  ['dclid', paid('doubleclick', 'cpm')], // Display & Video 360, Campaign Manager
  ['ttclid', paid('tiktok')],
  ['twclid', paid('twitter')],
  ['li_fat_id', paid('linkedin')],
  ['rdt_cid', paid('reddit')],
  ['sccid', paid('snapchat')],
  ['yclid', paid('yandex')],
  ['irclickid', paid('impact', 'affiliate')],
  ['cjevent', paid('cj', 'affiliate')],
  ['awc', paid('awin', 'affiliate')],
  // Meta and Pinterest put theirs on every outbound link, paid or not.
  ['fbclid', hint('facebook', 'referral')],
  ['igshid', hint('instagram', 'referral')],
  ['igsh', hint('instagram', 'referral')],
  ['epik', hint('pinterest', 'referral')],
  ['srsltid', hint('google', 'organic')], // free listings of Google's Merchant Center
  ['mc_cid', hint('mailchimp', 'email')],
]);

/** Keys beside `utm_*` and the click ids that say how a visitor came, not what the page shows. */
const OTHERS: ReadonlySet<string> = new Set(
  `gclsrc gad_source gad_campaignid mc_eid _hsenc _hsmi __hstc __hssc __hsfp hsctatracking mkt_tok
  vero_id wickedid oly_anon_id oly_enc_id _openstat s_kwcid ef_id _ga _gl _kx ck_subscriber_id
  ysclid`.split(/\s+/),
);

/** True of what is taken out of a page's address, so that one page is one page however reached. */
export function isCampaignKey(key: string): boolean {
  const lower = key.toLowerCase();
  return lower.startsWith('utm_') || CLICK_IDS.has(lower) || OTHERS.has(lower);
}
