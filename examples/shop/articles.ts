import { productOf, type Product } from './catalogue.ts';

/** A story of the shop's journal. */
export interface Article {
  slug: string;
  title: string;
  line: string;
  minutes: number;
  /** Products it is about, drawn at its head and linked at its end. */
  products: readonly string[];
  text: readonly string[];
}

export const ARTICLES: readonly Article[] = [
  {
    slug: 'why-thick-cups-keep-coffee-hot',
    title: 'Why thick cups keep coffee hot (and thin rims taste better)',
    line: 'A small experiment with a thermometer, six cups and too much coffee.',
    minutes: 4,
    products: ['tide-espresso-cup', 'dune-mug'],
    text: [
      'Pour 80 ml of espresso at 88 degrees into a cold cup and it loses eleven degrees before you have found a spoon. Most of that heat does not leave: it goes into the cup.',
      'A thick wall drinks heat first and gives it back later. We measured it: after three minutes the coffee in our thickest cup was the coldest of the six, after eight minutes it was the warmest. Warm the cup beforehand and it wins from the first sip.',
      'The rim is another matter. A thin rim lets the liquid run flat onto the tongue; a thick one makes you pour. That is why the Dune mug is heavy at the foot and thin at the lip, and why it takes us twice as long to trim.',
      'So: thick below, thin above, and a minute under the hot tap. The rest is beans.',
    ],
  },
  {
    slug: 'pour-over-in-three-minutes',
    title: 'Pour-over in three minutes, without a scale',
    line: 'Two spoons, one kettle, and a song that is three minutes long.',
    minutes: 3,
    products: ['plumb-dripper', 'basalt-kettle', 'dune-mug'],
    text: [
      'Rinse the filter. It takes the taste of paper away and warms the dripper, and you get to empty the mug with a flourish.',
      'Two heaped spoons for one Dune mug, ground like coarse sand. Make a dent in the middle, wet everything, and wait for half a verse: the coffee blooms and lets its gas go.',
      'Then pour a thin stream in circles until the first chorus, stop, and pour the rest during the second. When the song ends, the coffee should too. If it is still dripping, grind coarser tomorrow.',
      'A gooseneck helps, because it is the stream that stirs. But a steady hand and a jug will do.',
    ],
  },
  {
    slug: 'what-a-glaze-remembers',
    title: 'What a glaze remembers',
    line: 'Ash, iron, a draught in the kiln: why no two of ours are alike.',
    minutes: 6,
    products: ['reed-vase', 'horizon-plate', 'bud-vase'],
    text: [
      'A glaze is glass that has not made up its mind. At 1,240 degrees it runs, and where it stops is decided by the clay below, the air around and how the pot before it stood.',
      'Our four glazes are one recipe with four answers. Sand is the recipe itself. Ink has two per cent of cobalt and iron. Moss has copper and a slow night of cooling. Raw clay is no glaze at all, only the salt that drifts over from the others.',
      'We used to sort out those that came too dark or too light. Then a customer wrote that she had chosen her bowl because of the thumbprint. We stopped sorting.',
    ],
  },
  {
    slug: 'caring-for-stoneware',
    title: 'Caring for stoneware',
    line: 'It is sturdier than you think, with two exceptions.',
    minutes: 2,
    products: ['pebble-bowl', 'ember-teapot'],
    text: [
      'Dishwasher: yes. Microwave: yes. Oven: yes, if it goes in cold. What stoneware cannot stand is a shock, from the freezer to the flame or from the flame to the sink.',
      'Grey marks on the glaze are metal from your cutlery, not scratches. A little baking soda on a wet cloth takes them off.',
      'And if it breaks: send us a photograph. We keep seconds of everything, and we like to know what the dog did.',
    ],
  },
];

export function articlesAbout(product: string): readonly Article[] {
  return ARTICLES.filter(({ products }) => products.includes(product));
}

/** The products a story is about. */
export function productsOf(story: Article): readonly Product[] {
  return story.products.flatMap((id) => productOf(id) ?? []);
}
