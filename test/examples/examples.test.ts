import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import vue from '@vitejs/plugin-vue';
import { build as viteBuild } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildPackage } from '../../snippet/package.ts';
import { flush, openWorld, type StoredEvent, type World } from './world.ts';

let world: World;
let home = '';
beforeAll(async () => {
  world = await openWorld();
  home = await mkdtemp(join(tmpdir(), 'sojourn-package-'));
  await buildPackage(join(home, 'sojourn'));
});
afterAll(async () => {
  await world.close();
  await rm(home, { recursive: true, force: true });
});

/** Names of stored events and the item each is about, without what every page does by itself. */
const told = (events: StoredEvent[]): string[] =>
  events
    .filter(({ event_name: name }) => !/^(engagement|click|dead_click|web_vitals)$/.test(name))
    .map(({ event_name: name, properties, page }) => {
      const [item] = (properties?.['items'] ?? []) as { item_id: string; quantity?: number }[];
      return item ? `${name} ${item.item_id} x${item.quantity ?? 1}` : `${name} ${page ?? ''}`;
    });

test('html: views, a described product, attributes and a survey', async () => {
  await world.site('html');
  world.pages['/html'] = await world.example('html/index.html');
  const { page, complaints } = await world.page();
  await page.goto(`${world.shop.url}/html`);
  await page.getByText('Add to cart').click();
  await page.getByRole('radio', { name: '9' }).check();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.goto('about:blank');
  const events = await world.events('view_item');
  expect(told(events).toSorted()).toEqual([
    'add_to_cart MUG-1 x1',
    'page_view /html',
    'survey_answer /html',
    'survey_shown /html',
    'view_item MUG-1 x1',
  ]);
  expect(complaints).toEqual([]);
});

const react = async (): Promise<string> => {
  const { outputFiles } = await bundle({
    stdin: {
      contents: await world.example('react/main.jsx'),
      loader: 'jsx',
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    minify: true,
    nodePaths: [home],
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return outputFiles[0]?.text ?? '';
};

const vueApp = async (): Promise<string> => {
  const root = join(import.meta.dirname, '../../examples/vue');
  const main = await world.example('vue/main.js');
  const answer = await viteBuild({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [
      vue(),
      {
        name: 'this-collector',
        enforce: 'pre',
        load: (id) => (id.endsWith('/vue/main.js') ? main : undefined),
      },
    ],
    resolve: { alias: { sojourn: join(home, 'sojourn') } },
    build: { write: false, rolldownOptions: { input: join(root, 'main.js') } },
  });
  const [result] = [answer].flat();
  const chunk = result && 'output' in result ? result.output[0] : undefined;
  return chunk && 'code' in chunk ? chunk.code : '';
};

test.each([
  ['react', 'root', react],
  ['vue', 'app', vueApp],
] as const)('%s: the package in an application, and its router', async (name, id, make) => {
  await world.site(name);
  world.pages[`/${name}.js`] = await make();
  world.pages[`/${name}`] =
    `<!doctype html><title>Shop</title><div id="${id}"></div><script type="module" src="/${name}.js"></script>`;
  const { page, complaints } = await world.page();
  await page.goto(`${world.shop.url}/${name}`);
  await page.getByText('Dune mug').click();
  await page.getByText('Add to cart').click();
  await page.goto('about:blank');
  const events = await world.events('add_to_cart');
  expect(told(events)).toEqual([
    `page_view /${name}`,
    'page_view /product/mug',
    'view_item MUG-1 x1',
    'add_to_cart MUG-1 x1',
  ]);
  expect(complaints).toEqual([]);
});

test('tag manager: the container loads it, the data layer is read from its beginning', async () => {
  await world.site('manager');
  const container = JSON.parse(await world.example('tag-manager/container.json')) as Container;
  world.pages['/gtm.js'] = `(${containerOf.toString()})(${JSON.stringify(htmlOf(container))})`;
  world.pages['/manager'] = (await world.example('tag-manager/index.html')).replace(
    /https:\/\/www\.googletagmanager\.com\/gtm\.js\?id=[\w-]+/,
    '/gtm.js',
  );
  const { page, complaints } = await world.page();
  await page.goto(`${world.shop.url}/manager`);
  await page.waitForFunction(() => 'sites' in (window.sojourn ?? {}));
  await page.getByText('Add to cart').click();
  await flush(page);
  expect(told(await world.events('add_to_cart'))).toEqual([
    'page_view /manager',
    'view_item MUG-1 x1',
    'add_to_cart MUG-1 x1',
  ]);
  expect(complaints).toEqual([]);
});

interface Container {
  containerVersion: { tag: { parameter: { key: string; value: string }[] }[] };
}

const htmlOf = ({ containerVersion }: Container): string[] =>
  containerVersion.tag.flatMap(({ parameter }) =>
    parameter.filter(({ key }) => key === 'html').map(({ value }) => value),
  );

/**
 * In place of gtm.js, which cannot be had here: what it is known to do. It takes over `push`, fires its
 * tags on "all pages", and makes a custom HTML tag's scripts anew, without their `data-` attributes.
 */
function containerOf(tags: string[]): void {
  const layer = ((window as unknown as { dataLayer?: unknown[] }).dataLayer ??= []);
  const push = layer.push.bind(layer);
  layer.push = (...entries) => push(...entries);
  const fire = (): void => {
    for (const html of tags) {
      const holder = document.createElement('div');
      holder.innerHTML = html;
      for (const given of holder.querySelectorAll('script')) {
        const script = document.createElement('script');
        if (given.src) script.src = given.src;
        script.text = given.text;
        given.replaceWith(script);
      }
      holder.hidden = true;
      document.body.append(holder);
    }
  };
  layer.push({ event: 'gtm.js', 'gtm.start': Date.now() });
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', fire);
  else fire();
}

test('woocommerce: a product, its form, a button of a list and the cart, each once', async () => {
  await world.site('woo');
  world.pages['/wp-includes/js/jquery/jquery.min.js'] = await readFile(
    join(import.meta.dirname, '../../node_modules/jquery/dist/jquery.min.js'),
    'utf8',
  );
  world.pages['/wp-content/plugins/woocommerce/assets/js/frontend/add-to-cart.min.js'] =
    `(${addToCart.toString()})(jQuery)`;
  const { page, complaints } = await world.page();
  world.pages['/woo'] = await world.example('woocommerce/product.html');
  world.pages['/basket.html'] =
    `<!doctype html><title>Basket</title>${/<script\s+defer[^>]*><\/script>/.exec(world.pages['/woo'])?.[0]}`;
  await page.goto(`${world.shop.url}/woo`);
  await page.waitForFunction(() => 'sites' in (window.sojourn ?? {}));
  await world.addonRuns(page, 'woocommerce');
  await page.locator('.ajax_add_to_cart').click();
  await page.locator('.ajax_add_to_cart.added').waitFor();
  await page.locator('.remove_from_cart_button').click();
  await page.locator('.remove_from_cart_button.removed').waitFor();
  await page.locator('.single_add_to_cart_button').click();
  await page.waitForURL('**/basket.html');
  await page.waitForFunction(() => 'sites' in (window.sojourn ?? {}));
  await flush(page);
  const events = await world.events('add_to_cart', 2);
  expect(told(events).toSorted()).toEqual([
    'add_to_cart CUP-1 x1',
    'add_to_cart MUG-1 x2',
    'page_view /basket.html',
    'page_view /woo',
    'remove_from_cart CUP-1 x1',
    'view_item MUG-1 x1',
  ]);
  const [added] = events.filter(({ event_name: name }) => name === 'add_to_cart');
  expect(added?.properties).toEqual({
    items: [{ item_id: 'CUP-1', item_name: 'Tide cup', price: '12.50', quantity: 1 }],
  });
  expect(complaints).toEqual([]);
});

/** In place of WooCommerce's own script: the events that it is documented to trigger, with what. */
function addToCart($: JQuery): void {
  $(() => {
    for (const [selector, event, mark] of [
      ['.ajax_add_to_cart', 'added_to_cart', 'added'],
      ['.remove_from_cart_button', 'removed_from_cart', 'removed'],
    ] as const) {
      $(document.body).on('click', selector, (click: Event) => {
        click.preventDefault();
        const button = $(click.target).closest(selector);
        // After the request has been answered.
        setTimeout(() => {
          $(document.body).trigger(event, [{}, 'hash', button]);
          // WooCommerce Blocks tell the same in an event of the document's.
          document.body.dispatchEvent(new CustomEvent(`wc-blocks_${event}`, { bubbles: true }));
          button.addClass(mark);
        });
      });
    }
  });
}

interface JQuery {
  (target: unknown): {
    on(event: string, selector: string, handle: (event: Event) => void): void;
    trigger(event: string, facts: unknown[]): void;
    closest(selector: string): { addClass(name: string): void };
  };
  (ready: () => void): void;
}
