import type { MatchModule } from './match-module.ts';
import { type MatchTest, NetfilterError } from './rule-spec.ts';

const DEFAULT_RECENT_MASK = '255.255.255.255';

/** `-m recent`: lists of addresses seen, by name. */
export function recent(): MatchModule {
  let action = '';
  let negate = false;
  let seconds = 0;
  let reap = false;
  let name = 'DEFAULT';
  let mask = DEFAULT_RECENT_MASK;
  let side: 'source' | 'destination' = 'source';
  return {
    option(option, words, negated) {
      negate ||= negated;
      if (['--set', '--rcheck', '--update', '--remove'].includes(option)) action = option;
      else if (option === '--seconds') seconds = words.integer(option);
      else if (option === '--reap') reap = true;
      else if (option === '--name') name = words.argument(option);
      else if (option === '--mask') mask = words.argument(option);
      else if (option === '--rsource') side = 'source';
      else if (option === '--rdest') side = 'destination';
      else return false;
      return true;
    },
    finish() {
      if (!action) throw new NetfilterError('recent: you must specify one of `--set, --rcheck, --update or --remove.');
      const limits = `${seconds ? ` --seconds ${seconds}` : ''}${reap ? ' --reap' : ''}`;
      const flag = side === 'source' ? '--rsource' : '--rdest';
      return {
        text: `${negate ? '! ' : ''}${action}${limits} --name ${name} --mask ${mask} ${flag}`,
        test: (hook) => seenRecently(hook, { action, seconds, reap, name, side }) !== negate,
      };
    },
  };
}

interface RecentQuestion {
  readonly action: string;
  readonly seconds: number;
  readonly reap: boolean;
  readonly name: string;
  readonly side: 'source' | 'destination';
}

/** xt_recent keeps at most this many addresses a list (ip_list_tot's default is 100; kube-proxy's hosts raise it). */
const RECENT_LIMIT = 1_000;

function seenRecently(hook: Parameters<MatchTest>[0], question: RecentQuestion): boolean {
  const list = hook.surroundings.recentList(question.name);
  const address = hook.packet[question.side];
  const now = hook.surroundings.nowMs();
  const oldest = question.seconds ? now - question.seconds * 1000 : 0;
  const { rehearsal } = hook.packet;
  if (question.action === '--set') {
    if (rehearsal) return true;
    list.delete(address);
    if (list.size >= RECENT_LIMIT) list.delete(list.keys().next().value!);
    list.set(address, now);
    return true;
  }
  const seen = list.get(address);
  if (question.action === '--remove') return rehearsal ? seen !== undefined : list.delete(address);
  if (question.reap && !rehearsal) for (const [old, at] of list) if (at < oldest) list.delete(old);
  const fresh = seen !== undefined && seen >= oldest;
  if (fresh && question.action === '--update' && !rehearsal) list.set(address, now);
  return fresh;
}
