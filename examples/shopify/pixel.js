// Shopify admin > Settings > Customer events > Add custom pixel: paste this, and set the permission to
// "Required: Analytics". Views are recorded here as well; where the theme wears the tag too, add
// `views: 'off'`, as each page would count twice.
const collector = 'https://collector.example';
// At once: what is said of consent and what happens before the file is there waits for it.
const consents = [];
let hear = (event) => consents.push(event);
api.customerPrivacy.subscribe('visitorConsentCollected', (event) => hear(event));
const customerPrivacy = {
  subscribe: (_, handle) => {
    consents.forEach((event) => handle(event));
    hear = handle;
  },
};
const taking = import(`${collector}/s/0.1.0/shopify.js`).then((sojourn) =>
  sojourn.start({ browser, init, customerPrivacy }, { site: 'shop', host: collector }),
);
analytics.subscribe('all_standard_events', async (event) => (await taking)(event));
