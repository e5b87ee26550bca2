/** A running Sojourn, as the commands talk to it. */
export interface Client {
  url: string;
  key: string;
}

/** Answers JSON of the API; anything but a 2xx is an error that says what the server said. */
export async function callApi<T>(
  { url, key }: Client,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(new URL(path, url), {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new ApiError(response.status, await textOf(response));
  return (await response.json()) as T;
}

/** What the server refused, with its status. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, detail: string) {
    super(`${status}: ${detail}`);
    this.status = status;
  }
}

/** The words of a problem document, or whatever was answered in its stead. */
export async function textOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { title, detail } = JSON.parse(text) as { title?: string; detail?: string };
    return [title, detail].filter(Boolean).join('. ');
  } catch {
    return text.slice(0, 200);
  }
}
