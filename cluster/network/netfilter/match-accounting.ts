import type { MatchModule } from './match-module.ts';
import { NetfilterError } from './rule-spec.ts';

/** `-m nfacct --nfacct-name NAME`: counts into an object of that name and matches every packet. Printed with two spaces, as iptables does. */
export function accounting(): MatchModule {
  let name = '';
  return {
    option(option, words) {
      if (option !== '--nfacct-name') return false;
      name = words.argument(option);
      return true;
    },
    finish() {
      if (name === '') throw new NetfilterError('nfacct: option "--nfacct-name" must be specified');
      return { text: `--nfacct-name  ${name}`, test: null };
    },
  };
}
