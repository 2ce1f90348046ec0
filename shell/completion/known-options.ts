/** Long options of commands that are no table of their own here; those with `=` take a value. */
export const OPTIONS: Readonly<Record<string, string>> = {
  curl: 'cacert cert compressed connect-timeout connect-to cookie cookie-jar data data-binary data-raw data-urlencode fail fail-with-body form get head header help http1.1 http2 include insecure interface ipv4 ipv6 json key location max-redirs max-time netrc no-buffer noproxy output parallel proxy range referer remote-name request resolve retry retry-delay show-error silent socks5 tls-max tlsv1.2 tlsv1.3 trace trace-ascii unix-socket upload-file url user user-agent verbose version write-out',
  ping: '-4 -6 -c -D -f -i -I -n -O -q -s -t -v -w -W',
  ip: '-4 -6 -brief -color -details -family= -json -netns -oneline -pretty -resolve -statistics',
  ss: 'all events extended family= help info ipv4 ipv6 listening memory no-header numeric options packet processes raw resolve summary tcp udp unix version',
  dig: '-4 -6 -b -c -f -k -p -q -t -x +short +noall +answer +trace +tcp +search +nocomments',
  jq: 'arg argfile argjson ascii-output color-output compact-output exit-status from-file help indent join-output jsonargs monochrome-output null-input raw-input raw-output rawfile seq slurp slurpfile sort-keys stream tab version',
  bash: 'debug debugger dump-po-strings dump-strings help init-file login noediting noprofile norc posix rcfile restricted verbose version',
};
