// Shopify admin > Settings > Customer events > Add custom pixel: paste this, and set the permission to
// "Required: Analytics". Views are recorded here as well; where the theme wears the tag too, add
// `views: 'off'`, as each page would count twice.
const collector = 'https://collector.example';
const taking = import(`${collector}/s/0.1.0/shopify.js`).then((sojourn) =>
  sojourn.start(
    { browser, init, customerPrivacy: api.customerPrivacy },
    { site: 'shop', host: collector },
  ),
);
// At once: what happens before the file is there waits for it.
analytics.subscribe('all_standard_events', async (event) => (await taking)(event));
