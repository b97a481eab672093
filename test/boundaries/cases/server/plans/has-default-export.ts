export default function plan(): string {
  return 'plan';
}
