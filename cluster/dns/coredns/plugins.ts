import { absoluteName, addressRecord, RECORD_TYPES, RESPONSE_CODES, reverseName } from '../../machinery/dns/message.ts';
import type { Answer } from '../answer.ts';
import type { KubernetesZoneOptions } from '../kubernetes-zone.ts';
import type { Directive } from './corefile.ts';

const DEFAULT_TTL = 5;
const HOSTS_TTL = 3600;

/** `name` is in `zone` (both with the dot at the end), or is it. */
export function isInZone(name: string, zone: string): boolean {
  return zone === '.' || name === zone || name.endsWith(`.${zone}`);
}

/** The words of a block's line with this keyword. */
function option({ block }: Directive, keyword: string): readonly string[] | undefined {
  return block.find(([word]) => word === keyword)?.slice(1);
}

/** Whether a plugin that knows nothing leaves the question to the next. */
export function fallsThrough(directive: Directive, name: string): boolean {
  const zones = option(directive, 'fallthrough');
  if (!zones) return false;
  return zones.length === 0 || zones.some((zone) => isInZone(name, absoluteName(zone)));
}

/** The zones and options of a kubernetes plugin. */
export function kubernetesOptions(directive: Directive, serverZones: readonly string[]) {
  const zones = (directive.args.length > 0 ? directive.args : serverZones).map((zone) => absoluteName(zone));
  const [pods = 'disabled'] = option(directive, 'pods') ?? [];
  const ttl = Number(option(directive, 'ttl')?.[0] ?? DEFAULT_TTL);
  const forward = zones.filter((zone) => !zone.endsWith('.arpa.'));
  const known: KubernetesZoneOptions['pods'] = pods === 'insecure' || pods === 'verified' ? pods : 'disabled';
  return { forward, reverse: zones.filter((zone) => zone.endsWith('.arpa.')), pods: known, ttl };
}

/** The hosts plugin's own lines: names and the addresses they have, and backwards. Null: nothing of it. */
export function hostsAnswer(
  directive: Directive,
  fileLines: readonly string[],
  name: string,
  type: number,
): Answer | null {
  const inline = directive.block.filter(([word]) => word !== undefined && /^\d+(\.\d+){3}$/.test(word));
  const entries = [...fileLines.map((line) => line.split('#', 1)[0]!.trim().split(/\s+/)), ...inline];
  const ttl = Number(option(directive, 'ttl')?.[0] ?? HOSTS_TTL);
  const asked = name.toLowerCase();
  const said = (answers: Answer['answers']): Answer => ({
    code: RESPONSE_CODES.NOERROR,
    answers,
    authoritative: true,
    recursionAvailable: false,
  });
  if (type === RECORD_TYPES.PTR) {
    const names = entries
      .filter(([address]) => address && reverseName(address) === asked)
      .flatMap((entry) => entry.slice(1));
    if (names.length === 0) return null;
    const target = absoluteName(names[0]!);
    return said([{ name, type, class: 1, ttl, data: { kind: 'name', name: target } }]);
  }
  const addresses = entries.filter((entry) =>
    entry.slice(1).some((each) => absoluteName(each.toLowerCase()) === asked),
  );
  if (addresses.length === 0) return null;
  if (type !== RECORD_TYPES.A) return said([]);
  return said(addresses.map(([address]) => addressRecord(name, ttl, address!)));
}

/** The file that a hosts plugin reads. */
export function hostsFileOf({ args }: Directive): string {
  return args[0]?.startsWith('/') ? args[0] : '/etc/hosts';
}

/** `template IN ANY . { rcode NXDOMAIN }`: the code it answers with. Null where it says something else or nothing. */
export function templateCode(directive: Directive, name: string, typeText: string): number | null {
  const [, type = 'ANY', ...zones] = directive.args;
  if (type !== 'ANY' && type !== typeText) return null;
  if (zones.length > 0 && !zones.some((zone) => isInZone(name, zone === '.' ? '.' : absoluteName(zone)))) return null;
  const code = option(directive, 'rcode')?.[0] as keyof typeof RESPONSE_CODES | undefined;
  return code === undefined ? null : (RESPONSE_CODES[code] ?? null);
}

/** What a `rewrite name` makes of a name, and whether answers get the old name back. Null: nothing. */
export function rewriteName(
  { args }: Directive,
  name: string,
): { readonly name: string; readonly restore: boolean } | null {
  const words = args[0] === 'stop' || args[0] === 'continue' ? args.slice(1) : args;
  if (words[0] !== 'name') return null;
  const kinds = ['exact', 'prefix', 'suffix', 'substring', 'regex'];
  const kind = kinds.includes(words[1] ?? '') ? words[1]! : 'exact';
  const [from = '', to = '', ...rest] = words.slice(kinds.includes(words[1] ?? '') ? 2 : 1);
  const restore = rest[0] === 'answer' || kind === 'exact';
  const asked = name.toLowerCase();
  if (kind === 'exact') return asked === absoluteName(from) ? { name: absoluteName(to), restore } : null;
  if (kind === 'prefix') return asked.startsWith(from) ? { name: to + asked.slice(from.length), restore } : null;
  if (kind === 'substring') return asked.includes(from) ? { name: asked.replaceAll(from, to), restore } : null;
  if (kind === 'regex') return null;
  const [end, other] = [absoluteName(from), absoluteName(to)];
  return asked.endsWith(end) ? { name: asked.slice(0, -end.length) + other, restore } : null;
}
