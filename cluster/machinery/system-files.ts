import type { LayerEntry } from './file-tree.ts';
import { cpuInfo, KERNEL_SETTINGS } from './kernel-settings.ts';
import type { Machine } from './machine.ts';
import { NODE_FILES } from './node-files.ts';

const DIRECTORIES =
  '/boot /etc/alternatives /etc/apt /etc/cron.d /etc/cron.daily /etc/default /etc/init.d /etc/network /etc/profile.d /etc/security /etc/skel /etc/ssh /etc/ssl/certs /etc/systemd/system /home /lost+found /media /mnt /opt /proc /root /run/lock /srv /sys /usr/games /usr/include /usr/lib/systemd /usr/lib64 /usr/libexec /usr/local/bin /usr/local/etc /usr/local/games /usr/local/include /usr/local/lib /usr/local/sbin /usr/local/share /usr/local/src /usr/share/doc /usr/share/man /usr/share/zoneinfo /usr/src /var/backups /var/cache /var/lib /var/local /var/log /var/mail /var/opt /var/spool /usr/bin /usr/sbin /usr/lib /dev/pts /dev/shm'.split(
    ' ',
  );
/** A container's image has less. */
const CONTAINER_DIRECTORIES =
  '/boot /etc /home /mnt /opt /proc /root /run /srv /sys /usr/local/bin /usr/share /var/lib /var/log /usr/bin /usr/sbin /usr/lib'.split(
    ' ',
  );

/** What stands on a machine's disk before anybody works on it, but for the programs. */
export function systemEntries(kind: Machine['kind'], programs: readonly string[]): LayerEntry[] {
  const host = kind !== 'container';
  return [
    ...(host ? DIRECTORIES : CONTAINER_DIRECTORIES).map((path) => ({
      path,
      ...(MODES[path] ? { mode: MODES[path] } : {}),
    })),
    { path: '/tmp', mode: 0o1777 },
    { path: '/var/tmp', mode: 0o1777 },
    { path: '/bin', link: 'usr/bin' },
    { path: '/sbin', link: 'usr/sbin' },
    { path: '/lib', link: 'usr/lib' },
    ...deviceEntries(),
    { path: '/etc/passwd', content: passwd(kind) },
    { path: '/etc/group', content: group(kind) },
    { path: '/etc/os-release', ...(host ? { link: '../usr/lib/os-release' } : { content: OS_RELEASE }) },
    { path: '/etc/nsswitch.conf', content: NSSWITCH },
    ...(host ? hostEntries(programs) : [{ path: '/etc/shells', content: '/bin/sh\n/bin/bash\n' }]),
    ...(kind === 'client' ? learnerEntries() : []),
    ...(kind === 'node' ? NODE_FILES : []),
  ];
}

const MODES: Readonly<Record<string, number>> = {
  '/root': 0o700,
  '/lost+found': 0o700,
  '/dev/shm': 0o1777,
  '/run/lock': 0o1777,
  '/var/local': 0o2775,
  '/var/mail': 0o2775,
  '/proc': 0o555,
  '/sys': 0o555,
};

function deviceEntries(): LayerEntry[] {
  return [
    { path: '/dev/null', device: 'null' },
    { path: '/dev/zero', device: 'zero' },
    { path: '/dev/full', device: 'full' },
    { path: '/dev/random', device: 'random' },
    { path: '/dev/urandom', device: 'urandom' },
    { path: '/dev/tty', device: 'tty' },
    { path: '/dev/fd', link: '/proc/self/fd' },
    { path: '/dev/stdin', link: '/proc/self/fd/0' },
    { path: '/dev/stdout', link: '/proc/self/fd/1' },
    { path: '/dev/stderr', link: '/proc/self/fd/2' },
  ];
}

function hostEntries(programs: readonly string[]): LayerEntry[] {
  return [
    { path: '/usr/lib/os-release', content: OS_RELEASE },
    { path: '/etc/debian_version', content: '12.10\n' },
    { path: '/etc/issue', content: 'Debian GNU/Linux 12 \\n \\l\n\n' },
    { path: '/etc/issue.net', content: 'Debian GNU/Linux 12\n' },
    { path: '/etc/motd', content: MOTD },
    { path: '/etc/host.conf', content: 'multi on\n' },
    { path: '/etc/shells', content: SHELLS },
    { path: '/etc/shadow', content: 'root:*:20454:0:99999:7:::\n', mode: 0o640, user: 'root' },
    { path: '/etc/gshadow', content: 'root:*::\n', mode: 0o640 },
    { path: '/etc/sudoers', content: SUDOERS, mode: 0o440 },
    { path: '/etc/sudoers.d', mode: 0o750 },
    { path: '/etc/fstab', content: FSTAB },
    { path: '/etc/mtab', link: '../proc/self/mounts' },
    { path: '/etc/timezone', content: 'Etc/UTC\n' },
    { path: '/etc/localtime', link: '/usr/share/zoneinfo/Etc/UTC' },
    { path: '/etc/machine-id', content: '2f5c0d1f6b5e4b0c9f0f6a1d8f0b7c3a\n', mode: 0o444 },
    { path: '/etc/profile', content: PROFILE },
    { path: '/etc/bash.bashrc', content: BASH_BASHRC },
    { path: '/etc/environment', content: '' },
    { path: '/etc/crontab', content: CRONTAB },
    { path: '/etc/skel/.bashrc', content: BASHRC },
    { path: '/etc/skel/.profile', content: HOME_PROFILE },
    { path: '/root/.bashrc', content: ROOT_BASHRC },
    { path: '/root/.profile', content: ROOT_PROFILE },
    { path: '/var/run', link: '/run' },
    { path: '/var/lock', link: '/run/lock' },
    { path: '/var/log/apt' },
    { path: '/var/log/journal', mode: 0o2755 },
    { path: '/var/log/lastlog', content: '', mode: 0o664 },
    { path: '/var/log/wtmp', content: '', mode: 0o664 },
    { path: '/var/log/btmp', content: '', mode: 0o660 },
    { path: '/var/log/dpkg.log', content: DPKG_LOG },
    { path: '/var/lib/dpkg/status', content: '' },
    { path: '/usr/share/zoneinfo/Etc/UTC', content: '' },
    { path: '/lib64', link: 'usr/lib64' },
    { path: '/vmlinuz', link: 'boot/vmlinuz-6.1.0-32-amd64' },
    { path: '/initrd.img', link: 'boot/initrd.img-6.1.0-32-amd64' },
    { path: '/boot/config-6.1.0-32-amd64', content: '' },
    {
      path: '/proc/version',
      content: `Linux version 6.1.0-32-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) #1 SMP PREEMPT_DYNAMIC Debian 6.1.129-1 (2025-03-06)\n`,
      mode: 0o444,
    },
    { path: '/proc/cpuinfo', content: cpuInfo(), mode: 0o444 },
    { path: '/proc/filesystems', content: FILE_SYSTEMS, mode: 0o444 },
    {
      path: '/proc/cmdline',
      content: 'BOOT_IMAGE=/boot/vmlinuz-6.1.0-32-amd64 root=/dev/sda1 ro console=tty0 console=ttyS0,115200\n',
      mode: 0o444,
    },
    { path: '/proc/mounts', link: 'self/mounts' },
    { path: '/proc/self/mounts', content: MOUNTS, mode: 0o444 },
    { path: '/proc/swaps', content: 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n', mode: 0o444 },
    ...KERNEL_SETTINGS,
    ...programs.map((name) => ({ path: `/usr/share/doc/${name}` })),
  ];
}

function learnerEntries(): LayerEntry[] {
  const user = 'learner';
  return [
    { path: '/home/learner', user },
    { path: '/home/learner/.bashrc', content: BASHRC, user },
    { path: '/home/learner/.profile', content: HOME_PROFILE, user },
    { path: '/etc/sudoers.d/learner', content: 'learner ALL=(ALL:ALL) NOPASSWD: ALL\n', mode: 0o440 },
  ];
}

const SYSTEM_ACCOUNTS = `daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
bin:x:2:2:bin:/bin:/usr/sbin/nologin
sys:x:3:3:sys:/dev:/usr/sbin/nologin
sync:x:4:65534:sync:/bin:/bin/sync
games:x:5:60:games:/usr/games:/usr/sbin/nologin
man:x:6:12:man:/var/cache/man:/usr/sbin/nologin
lp:x:7:7:lp:/var/spool/lpd:/usr/sbin/nologin
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
news:x:9:9:news:/var/spool/news:/usr/sbin/nologin
uucp:x:10:10:uucp:/var/spool/uucp:/usr/sbin/nologin
proxy:x:13:13:proxy:/bin:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
backup:x:34:34:backup:/var/backups:/usr/sbin/nologin
list:x:38:38:Mailing List Manager:/var/list:/usr/sbin/nologin
irc:x:39:39:ircd:/run/ircd:/usr/sbin/nologin
_apt:x:42:65534::/nonexistent:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
systemd-network:x:998:998:systemd Network Management:/:/usr/sbin/nologin
systemd-timesync:x:997:997:systemd Time Synchronization:/:/usr/sbin/nologin
messagebus:x:100:107::/nonexistent:/usr/sbin/nologin
sshd:x:101:65534::/run/sshd:/usr/sbin/nologin
`;

function passwd(kind: Machine['kind']): string {
  const root = 'root:x:0:0:root:/root:/bin/bash\n';
  if (kind === 'container') return `${root}nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n`;
  return `${root}${SYSTEM_ACCOUNTS}${kind === 'client' ? 'learner:x:1000:1000:,,,:/home/learner:/bin/bash\n' : ''}`;
}

const SYSTEM_GROUPS =
  'daemon:1 bin:2 sys:3 adm:4 tty:5 disk:6 lp:7 mail:8 news:9 uucp:10 man:12 proxy:13 kmem:15 dialout:20 fax:21 voice:22 cdrom:24 floppy:25 tape:26 sudo:27 audio:29 dip:30 www-data:33 backup:34 operator:37 list:38 irc:39 src:40 shadow:42 utmp:43 video:44 sasl:45 plugdev:46 staff:50 games:60 users:100 nogroup:65534 systemd-journal:999 systemd-network:998 systemd-timesync:997 messagebus:107 _ssh:108'.split(
    ' ',
  );

function group(kind: Machine['kind']): string {
  if (kind === 'container') return 'root:x:0:\n';
  const lines = SYSTEM_GROUPS.map((entry) => {
    const [name = '', gid = ''] = entry.split(':');
    return `${name}:x:${gid}:${name === 'sudo' && kind === 'client' ? 'learner' : ''}\n`;
  });
  return `root:x:0:\n${lines.join('')}${kind === 'client' ? 'learner:x:1000:\n' : ''}`;
}

const OS_RELEASE = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`;

const MOTD = `
This is a simulated machine: what you do here stays here.
`;
const SHELLS = '# /etc/shells: valid login shells\n/bin/sh\n/usr/bin/sh\n/bin/bash\n/usr/bin/bash\n';
const NSSWITCH = `passwd:         files
group:          files
shadow:         files

hosts:          files dns
networks:       files

protocols:      files
services:       files
`;
const SUDOERS = `Defaults\tenv_reset
Defaults\tmail_badpass
Defaults\tsecure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
Defaults\tuse_pty

root\tALL=(ALL:ALL) ALL
%sudo\tALL=(ALL:ALL) ALL

@includedir /etc/sudoers.d
`;
const FSTAB = `# <file system> <mount point>   <type>  <options>       <dump>  <pass>
/dev/sda1       /               ext4    errors=remount-ro,noatime 0       1
`;
const MOUNTS = `sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0
proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0
udev /dev devtmpfs rw,nosuid,relatime,size=4079616k,nr_inodes=1019904,mode=755 0 0
devpts /dev/pts devpts rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=000 0 0
tmpfs /run tmpfs rw,nosuid,nodev,noexec,relatime,size=819200k,mode=755 0 0
/dev/sda1 / ext4 rw,noatime,errors=remount-ro 0 0
tmpfs /dev/shm tmpfs rw,nosuid,nodev 0 0
tmpfs /run/lock tmpfs rw,nosuid,nodev,noexec,relatime,size=5120k 0 0
cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nodev,noexec,relatime 0 0
`;
const FILE_SYSTEMS =
  'nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tcgroup2\nnodev\tdevtmpfs\nnodev\tdevpts\n\text4\nnodev\toverlay\n';
const CRONTAB = `SHELL=/bin/sh
PATH=/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin

17 *\t* * *\troot\tcd / && run-parts --report /etc/cron.hourly
`;
const DPKG_LOG = '2026-01-01 00:00:00 startup archives install\n';

const PROFILE = `# Run by every login shell.
if [ "$(id -u)" -eq 0 ]; then
  PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
fi
export PATH

if [ -d /etc/profile.d ]; then
  for i in /etc/profile.d/*.sh; do
    if [ -r $i ]; then
      . $i
    fi
  done
  unset i
fi
`;
const BASH_BASHRC = '# Run by every interactive bash.\n';
const HOME_PROFILE = `# Run by login shells.
if [ -n "$BASH_VERSION" ]; then
  if [ -f "$HOME/.bashrc" ]; then
    . "$HOME/.bashrc"
  fi
fi

if [ -d "$HOME/bin" ]; then
  PATH="$HOME/bin:$PATH"
fi
`;
const ROOT_BASHRC = "# Run by root's interactive bash.\nalias ls='ls --color=auto'\n";
const ROOT_PROFILE = `# Run by root's login shells.
if [ -f ~/.bashrc ]; then
  . ~/.bashrc
fi
`;

const BASHRC = `# Run by every interactive bash.
case $- in
  *i*) ;;
    *) return ;;
esac

HISTCONTROL=ignoreboth
HISTSIZE=1000
HISTFILESIZE=2000

alias ls='ls --color=auto'
alias grep='grep --color=auto'
alias ll='ls -l'
alias la='ls -A'
alias l='ls -CF'
alias k=kubectl
export EDITOR=nano
`;
