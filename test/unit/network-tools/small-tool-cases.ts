/** htpasswd, telnet and nc against the servers of web-server.ts. */
export const SMALL_TOOL_CASES: readonly string[] = [
  'htpasswd -cb h ann pw; cut -d"$" -f1,2 h; htpasswd -b h bob pw; htpasswd -b h bob pw2; htpasswd -D h bob; htpasswd -D h bob; wc -l < h',
  'htpasswd -cb h ann pw; htpasswd -vb h ann pw; htpasswd -vb h ann no; echo $?; htpasswd -vb h zoe pw; echo $?',
  'htpasswd -nbs ann pw; htpasswd -nbp ann pw',
  'htpasswd -b none ann pw; echo $?; htpasswd -b none/x a b; echo $?; htpasswd -nb a:b c; echo $?; htpasswd -cn h a; echo $?',
  'echo pw | htpasswd -ni ann | cut -c1-10; echo pw | htpasswd -ci h ann; htpasswd -vb h ann pw',
  'htpasswd -c5b h ann pw; cut -c1-7 h; htpasswd -vb h ann pw; htpasswd -2b h ann pw; cut -c1-7 h; htpasswd -vb h ann pw',
  'htpasswd -nb ann pw | head -1 | tr -d "\\n" > l; salt=$(cut -d"$" -f3 l); [ "$(cut -d: -f2 l)" = "$(openssl passwd -apr1 -salt $salt pw)" ] && echo same',
  'telnet 127.0.0.1 1; echo $?',
  'nc -zv 127.0.0.1 8080; nc -zv 127.0.0.1 1; echo $?; nc -z 127.0.0.1 1; echo $?',
  'nc -zv 127.0.0.1 2524-2526; echo $?',
  'nc -zvn 127.0.0.1 8080; nc -zv -w 1 127.0.0.1 8080',
  'nc 127.0.0.1 2525 < /dev/null',
  'printf "GET /hello HTTP/1.0\\r\\n\\r\\n" | nc 127.0.0.1 8080',
  'echo hello | nc -N 127.0.0.1 7777',
  'echo hello | nc -v -N 127.0.0.1 7777',
];
