// Statements are files, imported as text (wrangler.toml `rules`, esbuild `loader`).
declare module '*.sql' {
  const statement: string;
  export default statement;
}
