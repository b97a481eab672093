/** An instant as the wire shows it. Example: 0 is '1970-01-01T00:00:00.000Z'. */
export function wireInstant(at: number): string {
  return new Date(at).toISOString();
}

/** The same for an instant that may not have come yet: null stays null. */
export function wireInstantOrNull(at: number | null): string | null {
  return at === null ? null : wireInstant(at);
}
