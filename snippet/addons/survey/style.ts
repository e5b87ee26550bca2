/**
 * Colours are at least 4.5:1 in both schemes, targets 40 px (24 is WCAG 2.2's least). Sites set
 * `--sojourn-accent`, `--sojourn-on-accent`, `--sojourn-surface`, `--sojourn-text` and `--sojourn-font` on the element.
 */
export const style = `
:host { all: initial; display: block; --accent: var(--sojourn-accent, #1d4ed8);
  --on-accent: var(--sojourn-on-accent, #fff); --surface: var(--sojourn-surface, #fff);
  --text: var(--sojourn-text, #1f2430); --quiet: #565d6d; --line: #7d8494; }
@media (prefers-color-scheme: dark) {
  :host { --accent: var(--sojourn-accent, #8fb4ff); --on-accent: var(--sojourn-on-accent, #0b1220);
    --surface: var(--sojourn-surface, #1b2030); --text: var(--sojourn-text, #eef1f7);
    --quiet: #b4bccb; --line: #8b94a7; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.box { position: relative; max-width: 34rem; padding: 1.25rem; border: 1px solid var(--line);
  border-radius: .75rem; background: var(--surface); color: var(--text);
  font: 1rem/1.45 var(--sojourn-font, system-ui, sans-serif); text-align: start; }
.corner { position: fixed; inset: auto 1rem 1rem auto; z-index: 2147483000; width: calc(100vw - 2rem);
  max-height: calc(100vh - 2rem); overflow: auto; box-shadow: 0 .5rem 2rem rgb(0 0 0 / .25); }
h2 { margin: 0 2.5rem 1rem 0; font-size: 1.0625rem; line-height: 1.35; font-weight: 600; }
fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
form { container-type: inline-size; }
.scores { display: grid; gap: .375rem; grid-auto-columns: minmax(0, 1fr); grid-auto-flow: column; }
.nps .scores { grid-auto-flow: row; grid-template-columns: repeat(6, 1fr); }
@container (min-width: 27rem) { .nps .scores { grid-template-columns: repeat(11, 1fr); } }
.scores label { position: relative; display: grid; place-items: center; min-height: 2.5rem;
  border: 1px solid var(--line); border-radius: .5rem; cursor: pointer; font-variant-numeric: tabular-nums; }
.scores input { position: absolute; inset: 0; margin: 0; opacity: 0; cursor: pointer; }
.scores label:hover { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.scores label:has(:checked) { background: var(--accent); border-color: var(--accent);
  color: var(--on-accent); font-weight: 600; }
.scores label:has(:focus-visible), button:focus-visible, textarea:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 2px; }
.ends { display: flex; justify-content: space-between; gap: 1rem; margin-top: .5rem;
  color: var(--quiet); font-size: .875rem; }
.ends span:last-child { text-align: end; }
.words { display: block; margin: 1rem 0 .375rem; }
textarea { display: block; width: 100%; padding: .5rem .625rem; border: 1px solid var(--line);
  border-radius: .5rem; background: transparent; color: inherit; font: inherit; resize: vertical; }
button { font: inherit; cursor: pointer; }
.send { display: block; min-height: 2.5rem; margin: 1rem 0 0 auto; padding: .375rem 1.25rem; border: 0;
  border-radius: .5rem; background: var(--accent); color: var(--on-accent); font-weight: 600; }
.close { position: absolute; inset: .75rem .75rem auto auto; width: 2.5rem; height: 2.5rem; border: 0;
  border-radius: .5rem; background: transparent; color: var(--quiet); font-size: 1.375rem; line-height: 1; }
.status { margin: 0; padding-inline-end: 2.5rem; }
.status:empty { display: none; }
@media (prefers-reduced-motion: no-preference) { .corner { animation: rise .25s ease-out; } }
@keyframes rise { from { opacity: 0; translate: 0 .75rem; } }
@media (forced-colors: active) { .scores label:has(:checked) { outline: 3px solid Highlight; } }
`;
