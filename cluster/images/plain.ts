import type { Image } from '../kubelet/image.ts';
import { ended } from '../machinery/process-end.ts';
import { busyboxPrograms } from './busybox.ts';

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

/** `latest`, versions, names of releases, and variants of them. */
const RELEASES =
  /^(latest|\d[\w.]*|edge|stable|unstable|testing|glibc|musl|uclibc|(old)*stable|bookworm|trixie|bullseye|sid)(-[\w.-]+)?$/;

/** Small userlands: their programs are the container's general ones. */
export const shellImages: readonly Image[] = [
  {
    repository: 'docker.io/library/busybox',
    tags: RELEASES,
    sizeBytes: 2_211_213,
    defaultArguments: ['sh'],
    programs: busyboxPrograms,
  },
  {
    repository: 'docker.io/library/alpine',
    tags: RELEASES,
    sizeBytes: 3_797_123,
    defaultArguments: ['sh'],
    programs: busyboxPrograms,
  },
  {
    repository: 'docker.io/library/debian',
    tags: RELEASES,
    sizeBytes: 48_487_563,
    defaultArguments: ['bash'],
    programs: {},
  },
  { repository: 'docker.io/curlimages/curl', sizeBytes: 8_912_311, entrypoint: ['curl'], programs: {} },
  { repository: 'docker.io/nicolaka/netshoot', sizeBytes: 201_113_907, defaultArguments: ['bash'], programs: {} },
];
