/** What no two runs have in common, out of a tool's output: times, ports that the kernel chose, identities. */
export function masked(text: string): string {
  return text
    .replace(/after \d+ ms/g, 'after N ms')
    .replace(/(timed out after) \d+ milliseconds/g, '$1 N milliseconds')
    .replace(/0x[0-9a-f]{12}/g, '0xADDRESS')
    .replace(/ OpenSSL\/3\.0\.\d+ /g, ' OpenSSL/3.0 ')
    .replace(/boundary=-+[0-9a-f]{16}/g, 'boundary=B')
    .replace(/-{24}[0-9a-f]{16}/g, '--B')
    .replace(/^([\d ]{3}) .*\d\n?$/gm, (line) => (/\d:\d\d:\d\d|--:--:--/.test(line) ? 'METER' : line))
    .replace(/(\r[^\n\r]*--:--:--[^\n\r]*)+\n?/g, '\nMETER\n');
}
