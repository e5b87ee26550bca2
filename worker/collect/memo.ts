/**
 * A pure function of a text that remembers its answers, which are shared: nobody may change one. With
 * `most` of them it starts afresh, so that texts which never recur cost no more than room for that many.
 */
export function remembered<T>(most: number, of: (text: string) => T): (text: string) => T {
  const known = new Map<string, { answer: T }>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found.answer;
    const answer = of(text);
    if (known.size >= most) known.clear();
    known.set(text, { answer });
    return answer;
  };
}
