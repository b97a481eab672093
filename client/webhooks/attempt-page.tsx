export function AttemptPage() { return null; }
