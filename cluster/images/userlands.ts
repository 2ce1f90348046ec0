import type { Userland } from '../machinery/userland.ts';

/** The same distribution with further programs installed. */
export function withPackages(userland: Userland, ...programs: string[]): Userland {
  return { ...userland, programs: new Set([...userland.programs, ...programs]) };
}

/** docker.io/library/busybox, built with glibc: its applets alone. */
export const busyboxUserland: Userland = {
  programs: words(
    '[ arch arping ash awk base32 base64 basename bc cal cat chgrp chmod chown cksum clear cmp comm cp cut date dd df diff',
    'dirname dmesg du echo egrep env expand expr factor false fgrep find fold free fsync getopt grep groups gunzip gzip hd',
    'head hexdump hostname id ifconfig ip ipcalc kill killall last less ln ls md5sum mkdir mktemp more mv nc netstat nice nl',
    'nohup nproc nslookup od paste patch pgrep pidof ping pkill printenv printf ps pwd readlink realpath reset rev rm rmdir',
    'route sed seq setsid sh sha1sum sha256sum sha512sum shuf sleep sort split stat strings stty su sum sync sysctl tac tail',
    'tar tee telnet test timeout top touch tr traceroute tree true truncate tty uname unexpand uniq unzip uptime usleep vi',
    'w watch wc wget which who whoami xargs xxd yes zcat',
  ),
  files: {
    '/etc/passwd':
      'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nbin:x:2:2:bin:/bin:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n',
    '/etc/shells': '/bin/sh\n',
  },
  absent: ['/etc/os-release'],
};

/** Alpine: busybox's applets under musl, its package manager, and where its bash finds a prompt. */
export const alpineUserland: Userland = {
  programs: new Set([...busyboxUserland.programs, 'getent']),
  files: {
    '/etc/os-release': `NAME="Alpine Linux"
ID=alpine
VERSION_ID=3.22.2
PRETTY_NAME="Alpine Linux v3.22"
HOME_URL="https://alpinelinux.org/"
BUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"
`,
    '/etc/alpine-release': '3.22.2\n',
    '/etc/passwd':
      'root:x:0:0:root:/root:/bin/sh\nbin:x:1:1:bin:/bin:/sbin/nologin\ndaemon:x:2:2:daemon:/sbin:/sbin/nologin\nguest:x:405:100:guest:/dev/null:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n',
    '/etc/shells': '/bin/sh\n/bin/ash\n',
    '/etc/bash/bashrc': "PS1='\\h:\\w\\$ '\n",
  },
};

/** Debian's small image: coreutils and the few packages without which nothing can be installed. */
export const debianUserland: Userland = {
  programs: words(
    '[ arch awk base32 base64 basename bash cat chgrp chmod chown cksum clear cmp comm cp cut date dd df diff dirname dmesg du',
    'echo egrep env expand expr factor false fgrep find fmt fold getent grep groups gunzip gzip head hostname id join kill last',
    'ln ls lscpu mawk md5sum mkdir mktemp more mv nice nl nohup nproc numfmt od paste pidof printenv printf pwd readlink',
    'realpath reset rm rmdir sed seq setsid sh sha1sum sha224sum sha256sum sha384sum sha512sum shuf sleep sort split stat stty',
    'su sum sync tac tail tar tee test timeout touch tput tr true truncate tsort tty uname unexpand uniq wc which who whoami',
    'xargs yes zcat',
  ),
  files: { '/etc/debian_version': '12.10\n', '/etc/issue': 'Debian GNU/Linux 12 \\n \\l\n\n' },
};

export const ubuntuUserland: Userland = {
  programs: debianUserland.programs,
  files: {
    '/etc/os-release': `PRETTY_NAME="Ubuntu 24.04.3 LTS"
NAME="Ubuntu"
VERSION_ID="24.04"
VERSION="24.04.3 LTS (Noble Numbat)"
VERSION_CODENAME=noble
ID=ubuntu
ID_LIKE=debian
HOME_URL="https://www.ubuntu.com/"
SUPPORT_URL="https://help.ubuntu.com/"
BUG_REPORT_URL="https://bugs.launchpad.net/ubuntu/"
PRIVACY_POLICY_URL="https://www.ubuntu.com/legal/terms-and-policies/privacy-policy"
UBUNTU_CODENAME=noble
LOGO=ubuntu-logo
`,
    '/etc/debian_version': 'trixie/sid\n',
  },
};

function words(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.join(' ').split(' '));
}
