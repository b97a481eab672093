/** Calls the API as any program would: over HTTP with a key. */
export type ApiClient = Readonly<{
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: object): Promise<T>;
  put<T>(path: string, body: object): Promise<T>;
  upload<T>(path: string, type: string, data: string | Uint8Array<ArrayBuffer>): Promise<T>;
  /** Every item of a list, page by page. */
  all<T>(path: string): Promise<readonly T[]>;
}>;

/** An API client. Anything but a success is an Error with the problem's own words. `If-Match: *` goes with every PUT. */
export function createApiClient(input: { baseUrl: string; key: string }): ApiClient {
  const call = async <T>(
    method: string,
    path: string,
    type?: string,
    data?: string | Uint8Array<ArrayBuffer>,
  ): Promise<T> => {
    const answer = await fetch(new URL(path, input.baseUrl), {
      method,
      headers: {
        Authorization: `Bearer ${input.key}`,
        ...(type ? { 'Content-Type': type } : {}),
        ...(method === 'PUT' ? { 'If-Match': '*' } : {}),
      },
      ...(data === undefined ? {} : { body: data }),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await answer.text();
    if (!answer.ok)
      throw new Error(`${method} ${path} was answered ${answer.status}: ${detailOf(text)}`, { cause: answer.status });
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  const client: ApiClient = {
    get: (path) => call('GET', path),
    post: (path, body = {}) => call('POST', path, 'application/json', JSON.stringify(body)),
    put: (path, body) => call('PUT', path, 'application/json', JSON.stringify(body)),
    upload: (path, type, data) => call('POST', path, type, data),
    async all<T>(path: string) {
      const items: T[] = [];
      let cursor: string | null = null;
      do {
        const separator = path.includes('?') ? '&' : '?';
        const page: { items: T[]; nextCursor: string | null } = await client.get(
          `${path}${separator}limit=500${cursor ? `&cursor=${cursor}` : ''}`,
        );
        items.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return items;
    },
  };
  return client;
}

function detailOf(text: string): string {
  try {
    return (JSON.parse(text) as { detail?: string }).detail ?? text;
  } catch {
    return text.slice(0, 500);
  }
}
