import { useState } from 'react';

/** Text that glows once when it changes after the first showing. */
export function Fresh({ value }: { value: string }) {
  const [seen, setSeen] = useState({ value, changes: 0 });
  if (seen.value !== value) setSeen({ value, changes: seen.changes + 1 });
  return (
    <span key={seen.changes} className={seen.changes > 0 ? 'fresh' : undefined}>
      {value}
    </span>
  );
}
