import * as v from 'valibot';

/** The key to the people of the row it stands in. */
export const peopleCell: v.GenericSchema<string | null> = v.pipe(
  v.nullable(v.string()),
  v.description('Opens these people: `GET .../customers?cell=`. Null of nobody.'),
);
