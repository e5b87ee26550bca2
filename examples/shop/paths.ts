/** Where the shop's pages are; its traffic walks the same ones. */
export const PATHS = {
  home: '/shop/',
  search: '/shop/search/',
  cart: '/shop/cart/',
  checkout: '/shop/checkout/',
  shipping: '/shop/checkout/shipping/',
  payment: '/shop/checkout/payment/',
  thanks: '/shop/thank-you/',
  signIn: '/shop/sign-in/',
  journal: '/shop/blog/',
  support: '/shop/support/',
} as const;

export function categoryPath(category: string): string {
  return `/shop/${category}/`;
}

export function productPath(id: string): string {
  return `/shop/product/${id}/`;
}

export function articlePath(slug: string): string {
  return `/shop/blog/${slug}/`;
}

/** Title of a page, as the browser's tab and the timeline show it. */
export function titleOf(page: string): string {
  return `${page} · Marl`;
}
