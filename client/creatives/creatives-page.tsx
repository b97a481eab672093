export function CreativesPage() {
  return null;
}
