/**
 * Command lines whose outcome differs from the real kubectl's, each with its reason. A line that has become equal
 * fails, and so does an entry that no line has.
 */
export const KNOWN_DIFFERENCES: Readonly<Record<string, string>> = {};
