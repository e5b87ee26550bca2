import { describe, expect, test } from 'vitest';
import { botOf } from '../../worker/collect/bot.ts';
import { deviceOf } from '../../worker/collect/device.ts';
import { sharedText } from '../support/shared-data.ts';

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const PIXEL =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36';
const WINDOWS =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
const HUMAX =
  'Opera/9.80 (Linux mips; U; HbbTV/1.1.1 (; Humax; hms1000s; 1.0.0; 1.0.0; ); ce-html/1.0; en) Presto/2.10.250 Version/11.60';

describe('deviceOf', () => {
  test.each([
    [`${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`, 'Safari', 'iOS', 'mobile'],
    [
      `${IPHONE} Mobile/21F79 Instagram 330.0.3 (iPhone14,3; iOS 17_5)`,
      'Instagram',
      'iOS',
      'mobile',
    ],
    [`${IPHONE} Mobile/16A366 [FBAN/FBIOS;FBAV/192.0]`, 'Facebook', 'iOS', 'mobile'],
    [PIXEL, 'Chrome', 'Android', 'mobile'],
    [`${PIXEL} [FB_IAB/FB4A;FBAV/192.0.0.34.85;]`, 'Facebook', 'Android', 'mobile'],
    [WINDOWS, 'Chrome', 'Windows', 'desktop'],
    [`${WINDOWS} Edg/126.0.0.0`, 'Microsoft Edge', 'Windows', 'desktop'],
    [
      'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
      'Firefox',
      'Linux',
      'desktop',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
      'Safari',
      'macOS',
      'desktop',
    ],
    [
      'Mozilla/5.0 (iPad; CPU OS 13_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Mobile/15E148 Safari/604.1',
      'Safari',
      'iOS',
      'tablet',
    ],
    [HUMAX, 'Opera', 'Linux', 'other'],
  ])('reads %s', (userAgent, browser, os, device) => {
    expect(deviceOf(userAgent)).toEqual({ browser, os, device });
  });

  test('says nothing where nothing is known', () => {
    expect(deviceOf('')).toEqual({});
    expect(deviceOf('  ')).toEqual({});
    expect(deviceOf(undefined)).toEqual({});
  });

  test('makes no name of what is none', () => {
    expect(deviceOf('<img src=x onerror=alert(1)>')).toEqual({ device: 'other' });
  });

  test('takes client hints where there are any', () => {
    expect(deviceOf(undefined, { mobile: true, platform: 'Android' })).toEqual({
      os: 'Android',
      device: 'mobile',
    });
    expect(deviceOf(WINDOWS, { mobile: false, platform: 'Windows' }).device).toBe('desktop');
  });

  test('reads 10 KB and odd text, and comes to an end', () => {
    for (const text of [
      'x'.repeat(10_240),
      '('.repeat(5_000),
      `Mozilla/5.0 ${'tv '.repeat(4_000)}`,
      '\0\uD800',
    ]) {
      expect(() => [deviceOf(text), botOf({ userAgent: text })]).not.toThrow();
    }
  });
});

describe('botOf', () => {
  test.each([
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'user_agent'],
    [
      'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
      'user_agent',
    ],
    ['curl/8.5.0', 'user_agent'],
    [WINDOWS.replace('Chrome/', 'HeadlessChrome/'), 'headless'],
    ['', 'no_user_agent'],
    [WINDOWS, undefined],
    [PIXEL, undefined],
    [HUMAX, undefined],
    [`${HUMAX} Googlebot/2.1`, 'user_agent'],
    [
      'SonyEricssonJ108i/R1x Browser/NetFront/3.5 Profile/MIDP-2.1 Configuration/CLDC-1.1',
      undefined,
    ],
  ])('judges %j as %s', (userAgent, expected) => {
    expect(botOf({ userAgent })).toBe(expected);
  });

  test('judges by the other signs', () => {
    expect(botOf({})).toBeUndefined();
    expect(botOf({ userAgent: WINDOWS, webdriver: true })).toBe('headless');
    expect(botOf({ userAgent: WINDOWS, brands: '"HeadlessChrome";v="126"' })).toBe('headless');
    expect(botOf({ userAgent: WINDOWS, referrerSpam: true })).toBe('referrer_spam');
  });
});

interface Labelled {
  ua: string;
  label: 'bot' | 'human';
  browser?: string;
  os?: string;
  device_type?: string;
}
const lines = await sharedText('bots/ua_labelled_dev.jsonl.gz');

describe.skipIf(lines === undefined)('of the labelled user agents', () => {
  const labelled = (lines ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Labelled);

  test('finds at least 98 % of the bots with at most 4 % false alarms', () => {
    const bots = labelled.filter(({ label }) => label === 'bot');
    const humans = labelled.filter(({ label }) => label === 'human');
    const found = (some: Labelled[]) =>
      some.filter(({ ua }) => botOf({ userAgent: ua }) !== undefined);
    const recall = found(bots).length / bots.length;
    const alarms = found(humans).length / humans.length;
    console.log(
      `bots: recall ${recall.toFixed(4)} of ${bots.length}, false alarms ${(alarms * 100).toFixed(2)} % of ${humans.length}`,
    );
    expect(bots.length).toBeGreaterThan(1_500);
    expect(recall).toBeGreaterThanOrEqual(0.98);
    expect(alarms).toBeLessThanOrEqual(0.04);
  });

  test('tells computers, phones and tablets apart', () => {
    const kinds = new Map([
      ['desktop', 'desktop'],
      ['smartphone', 'mobile'],
      ['phablet', 'mobile'],
      ['feature phone', 'mobile'],
      ['tablet', 'tablet'],
    ]);
    const judged = labelled.filter(({ device_type: type = '' }) => kinds.has(type));
    const isRight = ({ ua, device_type: type = '' }: Labelled) =>
      deviceOf(ua).device === kinds.get(type);
    const share = judged.filter(isRight).length / judged.length;
    console.log(`devices: ${(share * 100).toFixed(1)} % of ${judged.length} right`);
    // The rest is Android before 4.4, where phones and tablets say the same.
    expect(share).toBeGreaterThan(0.85);
  });
});
