import { ask } from './call.ts';

/** Saves what the API answers as a file: the key goes along, as it could not with a link. */
export async function download(path: string, type: string, file: string): Promise<void> {
  const response = await ask(path, { accept: type });
  const href = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = href;
  link.download = file;
  link.click();
  URL.revokeObjectURL(href);
}
