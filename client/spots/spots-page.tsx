export function SpotsPage() { return null; }
