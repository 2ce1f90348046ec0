/** What one shell may hold. Beyond: the error bash or the kernel gives. */
export const LIMITS = {
  /** Nested function calls, `source` and `eval` (FUNCNEST). */
  functionDepth: 500,
  /** Bytes that `$( )` collects. */
  substitutionBytes: 16 * 1024 * 1024,
  /** Characters of one word or one variable's value. */
  valueLength: 16 * 1024 * 1024,
  /** Characters of all values of one shell. */
  variablesLength: 64 * 1024 * 1024,
  /** Words that one brace expansion or glob makes. */
  words: 100_000,
  /** Background jobs. */
  jobs: 256,
  /** Lines of ~/.bash_history. */
  historyLines: 1000,
} as const;
