/**
 * A landing address with a line's tags; null when it is no web address. Tags of our own in it are replaced, others stay.
 * Example: `taggedLink('https://example.org/give?a=1', 'utm_source=x')` = 'https://example.org/give?a=1&utm_source=x'.
 */
export function taggedLink(landing: string, utm: string): string | null {
  let url: URL;
  try {
    url = new URL(/^[a-z]+:\/\//i.test(landing.trim()) ? landing.trim() : `https://${landing.trim()}`);
  } catch {
    return null;
  }
  if (!/^https?:$/.test(url.protocol) || !url.hostname.includes('.')) return null;
  for (const [name, value] of new URLSearchParams(utm)) url.searchParams.set(name, value);
  return url.href;
}
