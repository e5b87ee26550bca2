/** So many random bytes as text, four signs for three bytes, nearly six bits a sign. */
export const random = (bytes: number): string =>
  btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes)))).replace(/\W/g, '_');
