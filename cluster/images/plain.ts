import type { Image } from '../kubelet/image.ts';
import type { Process } from '../machinery/machine.ts';
import { ended } from '../machinery/process-end.ts';
import { busyboxPrograms } from './busybox.ts';
import { apkPrograms, aptPrograms } from './package-managers.ts';
import { runInstead } from './run-instead.ts';
import { alpineUserland, busyboxUserland, debianUserland, ubuntuUserland, withPackages } from './userlands.ts';

/** Does nothing until it is told to end. */
export const pauseImage: Image = {
  repository: 'registry.k8s.io/pause',
  sizeBytes: 320_448,
  entrypoint: ['/pause'],
  programs: {
    pause: async (process) => {
      await ended(process);
      return 0;
    },
  },
  distroless: true,
};

const debianPrograms = aptPrograms('http://deb.debian.org/debian bookworm');

const curlUserland = {
  ...withPackages(alpineUserland, 'curl'),
  files: {
    ...alpineUserland.files,
    '/etc/passwd': `${alpineUserland.files['/etc/passwd']}curl_user:x:100:101:Linux User,,,:/home/curl_user:/sbin/nologin\n`,
    '/etc/group': 'root:x:0:root\nnogroup:x:65533:\nnobody:x:65534:\ncurl_group:x:101:\n',
  },
};

const netshootUserland = withPackages(
  alpineUserland,
  ...[
    'bash',
    'conntrack',
    'curl',
    'dig',
    'file',
    'git',
    'grpcurl',
    'host',
    'iptables',
    'iptables-restore',
    'iptables-save',
    'ipvsadm',
    'jq',
  ],
  ...['mtr', 'nft', 'nmap', 'openssl', 'ss', 'ssh', 'tcpdump', 'tshark', 'vim'],
);

/** `latest`, versions, names of releases, and variants of them. */
const RELEASES =
  /^(latest|\d[\w.]*|edge|stable|unstable|testing|glibc|musl|uclibc|(old)*stable|bookworm|trixie|bullseye|sid)(-[\w.-]+)?$/;

/** Userlands without a server: a shell, or one tool. */
export const shellImages: readonly Image[] = [
  {
    repository: 'docker.io/library/busybox',
    tags: RELEASES,
    sizeBytes: 2_211_213,
    defaultArguments: ['sh'],
    programs: busyboxPrograms,
    userland: busyboxUserland,
  },
  {
    repository: 'docker.io/library/alpine',
    tags: RELEASES,
    sizeBytes: 3_797_123,
    defaultArguments: ['/bin/sh'],
    programs: { ...busyboxPrograms, ...apkPrograms },
    userland: alpineUserland,
  },
  {
    repository: 'docker.io/library/debian',
    tags: RELEASES,
    sizeBytes: 48_487_563,
    defaultArguments: ['bash'],
    programs: debianPrograms,
    userland: debianUserland,
  },
  {
    repository: 'docker.io/library/ubuntu',
    tags: /^(latest|rolling|devel|noble|jammy|focal|questing|plucky|\d\d\.\d\d)(-[\w.-]+)?$/,
    sizeBytes: 29_723_424,
    defaultArguments: ['/bin/bash'],
    programs: aptPrograms('http://archive.ubuntu.com/ubuntu noble'),
    userland: ubuntuUserland,
  },
  {
    repository: 'docker.io/curlimages/curl',
    sizeBytes: 8_912_311,
    entrypoint: ['/entrypoint.sh'],
    defaultArguments: ['curl'],
    programs: { ...busyboxPrograms, ...apkPrograms, 'entrypoint.sh': curlEntrypoint },
    programPaths: ['/entrypoint.sh'],
    environment: { CURL_RELEASE_TAG: 'curl-8_16_0', CURL_CA_BUNDLE: '/cacert.pem' },
    workingDirectory: '/home/curl_user',
    directories: ['/home/curl_user'],
    user: 'curl_user',
    userland: curlUserland,
  },
  {
    repository: 'docker.io/nicolaka/netshoot',
    sizeBytes: 201_113_907,
    defaultArguments: ['zsh'],
    programs: { ...busyboxPrograms, ...apkPrograms, zsh: asBash },
    workingDirectory: '/root',
    userland: netshootUserland,
  },
];

/** Runs curl where the arguments begin with an option, and any other command as it is (the image's entrypoint.sh). */
function curlEntrypoint(process: Process): Promise<number> {
  const args = process.args.slice(1);
  const isCurl = args[0] === undefined || args[0].startsWith('-') || !process.machine.programs.find(args[0]);
  const words = isCurl ? ['curl', ...args] : args;
  return runInstead(process, words);
}

/** The image's own shell is zsh; what is typed into it here goes to bash. */
function asBash(process: Process): Promise<number> {
  return runInstead(process, ['bash', ...process.args.slice(1)]);
}
