const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The key that goes with the others: ⌘ on Apple, Ctrl elsewhere. */
export const MODIFIER = IS_MAC ? '⌘' : 'Ctrl';
