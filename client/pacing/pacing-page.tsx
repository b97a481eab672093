export function PacingPage() { return null; }
