// build.ts is the one file here that runs in Node; the pages must not see Node's other globals.
interface ImportMeta {
  readonly dirname: string;
}
