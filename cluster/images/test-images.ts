import type { Image } from '../kubelet/image.ts';
import type { Process } from '../machinery/machine.ts';
import { agnhostImage } from './agnhost/agnhost.ts';
import { busyboxPrograms } from './busybox.ts';
import { httpdImage } from './httpd.ts';
import { nginxAlpineImage } from './nginx/nginx.ts';
import { busyboxUserland } from './userlands.ts';

const E2E = 'registry.k8s.io/e2e-test-images';

/** What Kubernetes' own tests run besides agnhost (test/utils/image/manifest.go). */
export const testImages: readonly Image[] = [
  {
    repository: `${E2E}/busybox`,
    sizeBytes: 2_215_456,
    defaultArguments: ['sh'],
    programs: busyboxPrograms,
    userland: busyboxUserland,
  },
  { ...nginxAlpineImage, tags: /./, repository: `${E2E}/nginx`, sizeBytes: 6_979_041 },
  { ...httpdImage, repository: `${E2E}/httpd`, sizeBytes: 41_901_968 },
  { repository: `${E2E}/perl`, sizeBytes: 24_331_737, programs: { perl } },
  { repository: `${E2E}/jessie-dnsutils`, sizeBytes: 109_120_034, defaultArguments: ['bash'], programs: {} },
  { repository: `${E2E}/ipc-utils`, sizeBytes: 4_281_567, defaultArguments: ['sh'], programs: {} },
  { repository: `${E2E}/nonroot`, sizeBytes: 17_747_507, programs: {}, user: '1234', defaultArguments: ['sh'] },
  {
    repository: `${E2E}/nonewprivs`,
    sizeBytes: 3_263_463,
    defaultArguments: ['nnp'],
    programs: { nnp },
    programPaths: ['/usr/local/bin/nnp'],
  },
  picture('kitten'),
  picture('nautilus'),
];

/** A picture on a web server, for the update demonstration. */
function picture(name: string): Image {
  return {
    ...agnhostImage,
    repository: `${E2E}/${name}`,
    sizeBytes: 1_104_893,
    defaultArguments: ['test-webserver'],
    files: { '/data.json': `{\n\t"image":"${name}.jpg"\n}\n`, [`/${name}.jpg`]: '' },
  };
}

/** A setuid program that says who it is: root, unless privileges cannot grow. */
async function nnp({ machine, stdout }: Process): Promise<number> {
  const { uid = 0, noNewPrivileges = false } = machine.credentials ?? {};
  await stdout.write(Buffer.from(`Effective uid: ${noNewPrivileges ? uid : 0}\n`));
  return 0;
}

/** `perl -Mbignum=bpi -wle "print bpi(N)"`: the digits of pi, the one script that tests run. */
async function perl({ args, stdout, stderr }: Process): Promise<number> {
  const digits = Number(/bpi\((\d+)\)/.exec(args.join(' '))?.[1] ?? '0');
  if (digits < 1 || digits > 10_000) {
    await stderr.write(Buffer.from('perl: this interpreter knows only print bpi(N)\n'));
    return 2;
  }
  await stdout.write(Buffer.from(`${piDigits(digits)}\n`));
  return 0;
}

/** Machin's formula in whole numbers, rounded at the last digit. */
export function piDigits(digits: number): string {
  const guard = 10n;
  const unit = 10n ** (BigInt(digits) + guard);
  const inverseTangent = (x: bigint): bigint => {
    let term = unit / x;
    let sum = term;
    for (let n = 3n, sign = -1n; term !== 0n; n += 2n, sign = -sign) {
      term /= x * x;
      sum += (sign * term) / n;
    }
    return sum;
  };
  const pi = 4n * (4n * inverseTangent(5n) - inverseTangent(239n));
  const divisor = 10n ** (guard + 1n);
  const text = String((pi + divisor / 2n) / divisor);
  return digits === 1 ? text : `${text[0]}.${text.slice(1)}`;
}
