export type OptionKind = 'flag' | 'text' | 'number' | 'decimal';

export interface OptionDefinition {
  readonly name: string;
  readonly short: string | undefined;
  readonly kind: OptionKind;
}

/** curl's options as far as they are about HTTP: long names, with the short one after a slash. */
const NAMES: Readonly<Record<OptionKind, string>> = {
  flag:
    'verbose/v silent/s show-error/S include/i head/I get/G remote-name/O remote-name-all remote-header-name/J location/L ' +
    'location-trusted insecure/k fail/f fail-with-body fail-early no-buffer/N http1.0/0 http1.1 http2 ' +
    'http2-prior-knowledge http0.9 ipv4/4 ipv6/6 retry-connrefused retry-all-errors compressed globoff/g ' +
    'progress-bar/# parallel/Z parallel-immediate no-keepalive no-progress-meter path-as-is tcp-nodelay disable/q ' +
    'create-dirs raw haproxy-protocol version/V help/h post301 post302 post303 next/: basic anyauth digest ' +
    'junk-session-cookies/j remove-on-error ssl-no-revoke tlsv1/1 tlsv1.2 tlsv1.3 tlsv1.0 tlsv1.1 tcp-fastopen ' +
    'no-alpn no-npn styled-output trace-time no-sessionid proxy-insecure proxytunnel/p append/a manual/M no-clobber ' +
    'ssl-reqd ca-native cert-status disallow-username-in-url remote-time/R suppress-connect-headers tr-encoding http3',
  text:
    'request/X header/H data/d data-ascii data-raw data-binary data-urlencode json form/F form-string user-agent/A ' +
    'referer/e cookie/b cookie-jar/c output/o output-dir write-out/w resolve connect-to user/u oauth2-bearer cacert ' +
    'capath cert/E key cert-type key-type dump-header/D interface local-port range/r url proxy/x proxy-user/U ' +
    'limit-rate noproxy dns-servers haproxy-clientip upload-file/T time-cond/z rate etag-save etag-compare config/K ' +
    'url-query trace trace-ascii proto proto-default proto-redir request-target stderr ciphers tls13-ciphers curves ' +
    'tls-max unix-socket abstract-unix-socket aws-sigv4 pass doh-url pinnedpubkey proxy-header preproxy socks5 ' +
    'socks5-hostname socks4 happy-eyeballs-timeout-ms hsts alt-svc netrc-file continue-at/C krb crlfile engine quote/Q',
  number: 'max-redirs retry max-filesize keepalive-time parallel-max speed-limit/Y speed-time/y',
  decimal: 'max-time/m connect-timeout retry-delay retry-max-time expect100-timeout',
};

const OPTIONS: readonly OptionDefinition[] = (Object.keys(NAMES) as OptionKind[]).flatMap((kind) =>
  NAMES[kind].split(' ').map((entry) => {
    const [name = '', short] = entry.split('/');
    return { name, short, kind };
  }),
);
const BY_SHORT = new Map(OPTIONS.flatMap((option) => (option.short === undefined ? [] : [[option.short, option]])));
const BY_NAME = new Map(OPTIONS.map((option) => [option.name, option]));

export const optionOfLetter = (letter: string): OptionDefinition | undefined => BY_SHORT.get(letter);

/** By its name or a beginning that means no other; `off` for `--no-NAME` of a flag. */
export function optionOfName(name: string): { option: OptionDefinition; off: boolean } | 'ambiguous' | 'unknown' {
  const exact = BY_NAME.get(name);
  if (exact) return { option: exact, off: false };
  const negated = name.startsWith('no-') ? BY_NAME.get(name.slice(3)) : undefined;
  if (negated?.kind === 'flag') return { option: negated, off: true };
  const starting = OPTIONS.filter((option) => option.name.startsWith(name));
  if (starting.length > 1) return 'ambiguous';
  return starting[0] ? { option: starting[0], off: false } : 'unknown';
}
