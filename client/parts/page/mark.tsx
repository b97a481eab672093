/** The house mark: flights on a board. */
export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#4338a8" />
      <rect x="6" y="8" width="11" height="4" rx="2" fill="#fff" />
      <rect x="11" y="14" width="15" height="4" rx="2" fill="#b9f0d0" />
      <rect x="6" y="20" width="7" height="4" rx="2" fill="#fff" />
      <rect x="16" y="20" width="8" height="4" rx="2" fill="#fff" opacity=".55" />
    </svg>
  );
}
