/** What a schema says that JSON Schema cannot, or need not. */
const UNSAID = ['check', 'trim', 'transform', 'finite'];

/** How valibot's schemas become JSON Schema; anything it cannot say stops the build, not a client. */
export const CONVERSION: {
  target: 'draft-2020-12';
  errorMode: 'throw';
  typeMode: 'input';
  ignoreActions: string[];
} = {
  target: 'draft-2020-12',
  errorMode: 'throw',
  typeMode: 'input',
  ignoreActions: UNSAID,
};
