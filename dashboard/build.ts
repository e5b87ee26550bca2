import { build, type Plugin } from 'esbuild';

/** Bundles the pages into `outDir`/dashboard: index.html, app.js, app.css, icon.svg. */
export async function buildDashboard(outDir: string, plugins: Plugin[] = []): Promise<void> {
  await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: ['app.tsx', 'app.css', 'index.html', 'icon.svg'],
    outdir: `${outDir}/dashboard`,
    bundle: true,
    plugins,
    minify: true,
    format: 'esm',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.html': 'copy', '.svg': 'copy' },
    legalComments: 'none',
    logLevel: 'warning',
  });
}
