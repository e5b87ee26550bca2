/** Text of a statement that is a file. A string that was put together is not assignable to it. */
type FixedSql = string & { readonly fixed: unique symbol };

// Statements are files, imported as text (wrangler.toml `rules`, esbuild `loader`).
declare module '*.sql' {
  const statement: FixedSql;
  export default statement;
}
