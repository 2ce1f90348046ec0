/** Programs by the package that they come from, with the word in brackets that its `--version` shows, as on Debian 12. */
const PACKAGES: readonly (readonly [version: string, names: string])[] = [
  [
    '(GNU coreutils) 9.1',
    '[ base64 base32 basename cat chgrp chmod chown cksum comm cp csplit cut date dd df dirname du echo env expand expr false fmt fold groups head hostid id install join link ln logname ls md5sum mkdir mkfifo mktemp mv nice nl nohup nproc numfmt od paste pathchk printenv printf pwd readlink realpath rm rmdir seq sha1sum sha224sum sha256sum sha384sum sha512sum shuf sleep sort split stat stty sum sync tac tail tee test timeout touch tr true truncate tsort tty uname unexpand uniq unlink wc who whoami yes',
  ],
  ['from procps-ng 4.0.2', 'free kill pgrep pidof pkill ps sysctl tload top uptime vmstat w watch'],
  ['from psmisc 23.6', 'fuser killall pstree'],
  ['(GNU diffutils) 3.8', 'cmp diff diff3 sdiff'],
  ['(GNU findutils) 4.9.0', 'find xargs'],
  ['(GNU grep) 3.8', 'egrep fgrep grep'],
  ['(GNU sed) 4.9', 'sed'],
  ['(GNU tar) 1.34', 'tar'],
  ['1.12', 'gunzip gzip zcat'],
  [
    'from util-linux 2.38.1',
    'cal column dmesg hexdump kill last lscpu mount nsenter script setsid umount unshare whereis',
  ],
  ['(GNU Bash) 5.2.15(1)-release (x86_64-pc-linux-gnu)', 'bash'],
];

const versions = new Map(
  PACKAGES.flatMap(([version, names]) => names.split(' ').map((name) => [name, `${name} ${version}`] as const)),
);

/** The first line of `NAME --version`. */
export function versionOf(name: string): string {
  return versions.get(name) ?? `${name} 1.0`;
}
