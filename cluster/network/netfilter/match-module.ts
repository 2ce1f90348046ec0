import type { MatchTest } from './rule-spec.ts';
import type { WordReader } from './rule-words.ts';

/** One `-m NAME` of a rule while it is being read. */
export interface MatchModule {
  /** Takes `option` and its arguments; false when the option is not this module's. */
  option(option: string, words: WordReader, negated: boolean): boolean;
  /** Its options as iptables-save prints them, and what they ask of a packet. */
  finish(): { text: string; test: MatchTest | null };
}
