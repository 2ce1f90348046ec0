/** What two clusters cannot agree on: times, identifiers, what was chosen at random, and the width of columns that hold such things. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\r/g, ''],
  [/\x1b\[[0-9;]*[A-Za-z]/g, ''],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<time>'],
  [/(containerd|docker):\/\/[0-9a-f]{64}/g, '$1://<id>'],
  [/(start exec ")[0-9a-f]{64}/g, '$1<id>'],
  [/[^\s"]*@?sha256:[0-9a-f]{64}/g, '<digest>'],
  [/(\\?"?resourceVersion\\?"?: ?\\?"?)\d+/g, '$1<version>'],
  // Clients on a busy machine complain of watches that were short.
  [/^[IW]\d{4} .* reflector\.go:\d+\] .*\n/gm, ''],
  // The folders and times of `kubectl diff`.
  [/\/tmp\/(LIVE|MERGED)-\d+/g, '/tmp/$1'],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [+-]\d{4}( UTC)?/g, '<time>'],
  [/^(\s*Resource ?Version:\s+)\d+/gim, '$1<version>'],
  [/\bnode[1-4]\b/g, '<node>'],
  [/\b10\.100\.1\.1\d\b/g, '<node-ip>'],
  [/\b192\.168\.[1-4]\.\d+\b/g, '<pod-ip>'],
  [/\b10\.(9[6-9]|10\d|11[01])\.\d+\.\d+\b/g, '<cluster-ip>'],
  [/\b3[0-2]\d{3}\b/g, '<node-port>'],
  // ReplicaSets' hashes and generated names (rand.SafeEncodeString's letters).
  [/-[bcdfghjklmnpqrstvwxz2456789]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-<hash>-<name>'],
  [/-[bcdfghjklmnpqrstvwxz2456789]{8,10}\b/g, '-<hash>'],
  [/((?:pod-template|controller-revision|controller)-hash"?[=:]\s*"?)[a-z0-9-]+/g, '$1<hash>'],
  [/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-<name>'],
  [/\b(in|after) [\d.]+m?s\b/g, '$1 <duration>'],
  [/\([\d.]+m?s including waiting\)/g, '(<duration> including waiting)'],
  // Runtimes before containerd 2.0 do not tell a process's identity.
  [/^ +user:\n +linux:\n +gid: \d+\n +supplementalGroups:\n( +- \d+\n)+ +uid: \d+\n/gm, ''],
  [/^ +"user": \{\n +"linux": \{[^}]*\}\n +\},\n/gm, ''],
  [/Image size: \d+ bytes/g, 'Image size: <bytes> bytes'],
  // Ages, but not thousandths of a processor.
  [/<invalid>|(?<!["=/]|cpu: )\b\d+(s|m|h|d)(\d+(s|m|h))?\b( ago)?( \(x\d+ over [^)]*\))?/g, '<age>'],
  [/<age>( \(<age>\))?/g, '<age>'],
  [/[ \t]+$/gm, ''],
  [/(?<=\S)( {2,}|\t+)/g, '  '],
];

export function normalise(text: string, { namespace, sorted }: { namespace: string; sorted: boolean }): string {
  let result = text.replaceAll(namespace, '<namespace>');
  for (const [pattern, mask] of MASKS) result = result.replace(pattern, mask);
  // A limit's resources are told in the order of a Go map.
  result = result.replace(
    /(?:^ +Container {2}.*\n){2,}/gm,
    (rows) => `${rows.trimEnd().split('\n').sort().join('\n')}\n`,
  );
  if (!sorted) return result;
  return `${result.split('\n').filter(Boolean).sort().join('\n')}\n`;
}
