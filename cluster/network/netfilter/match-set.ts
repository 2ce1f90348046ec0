import type { MatchModule } from './match-module.ts';
import { type MatchTest, NetfilterError } from './rule-spec.ts';

/** `-m set --match-set NAME dst,dst`: a set of the host (ipset) is asked, by name, for each packet. */
export function set(): MatchModule {
  let text = '';
  let test: MatchTest | null = null;
  return {
    option(option, words, negated) {
      if (option !== '--match-set' && option !== '--set') return false;
      const name = words.argument(option);
      const flags = words.argument(option);
      const sides = flags.split(',').map((flag) => {
        if (flag !== 'src' && flag !== 'dst') {
          throw new NetfilterError("You must spefify (the comma separated list of) `src' or `dst'.");
        }
        return flag === 'src' ? ('source' as const) : ('destination' as const);
      });
      text = `${negated ? '! ' : ''}--match-set ${name} ${flags}`;
      test = ({ packet, surroundings }) => (surroundings.setNamed(name)?.matches(packet, sides) ?? false) !== negated;
      return true;
    },
    finish() {
      if (!test) throw new NetfilterError("You must specify `--match-set' with proper arguments");
      return { text, test };
    },
  };
}

const NAMED_SET = /--match-set (\S+) /g;

/** The sets that a rule asks, as its text names them. */
export function setsOf(rule: string): string[] {
  return [...rule.matchAll(NAMED_SET)].map((match) => match[1] ?? '');
}
