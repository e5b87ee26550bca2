/** Random text of the base64url alphabet, 6 bits a character. */
export const random = (length: number): string => {
  let text = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
    text += 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'[byte & 63];
  }
  return text;
};
