export function isLate(dueAt: number): boolean {
  return Date.now() > dueAt;
}
