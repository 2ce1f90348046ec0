import type { Process, Program } from '../machinery/machine.ts';

/** Package managers of machines without a way to the internet: they say what theirs would there. */

const encoder = new TextEncoder();

/** `apt-get` and `apt` of a distribution whose archive is at `mirror`, e.g. `http://deb.debian.org/debian bookworm`. */
export function aptPrograms(mirror: string): Readonly<Record<string, Program>> {
  return { apt: aptOf(mirror), 'apt-get': aptOf(mirror) };
}

function aptOf(mirror: string): Program {
  return async (process) => {
    const [verb = '', ...packages] = process.args.slice(1).filter((word) => !word.startsWith('-'));
    if (verb === 'update') return update(process, mirror);
    if (verb === 'install') return install(process, packages);
    if (verb === '' || verb === 'clean' || verb === 'autoremove') return 0;
    await process.stderr.write(encoder.encode(`E: Invalid operation ${verb}\n`));
    return 100;
  };
}

async function update(process: Process, mirror: string): Promise<number> {
  const [base = '', suite = ''] = mirror.split(' ');
  const host = new URL(base).hostname;
  const failure = `Temporary failure resolving '${host}'`;
  const suites = [suite, `${suite}-updates`, `${suite}-security`];
  const lines = suites.map((name, index) => `Ign:${index + 1} ${base} ${name} InRelease\n`);
  const errors = suites.map((name, index) => `Err:${index + 1} ${base} ${name} InRelease\n  ${failure}\n`);
  const warnings = suites.map((name) => `W: Failed to fetch ${base}/dists/${name}/InRelease  ${failure}\n`);
  await process.stdout.write(encoder.encode(`${lines.join('')}${errors.join('')}Reading package lists... Done\n`));
  await process.stderr.write(
    encoder.encode(
      `${warnings.join('')}W: Some index files failed to download. They have been ignored, or old ones used instead.\n`,
    ),
  );
  return 0;
}

async function install(process: Process, packages: readonly string[]): Promise<number> {
  await process.stdout.write(
    encoder.encode(
      'Reading package lists... Done\nBuilding dependency tree... Done\nReading state information... Done\n',
    ),
  );
  if (packages.length === 0) return 0;
  await process.stderr.write(encoder.encode(packages.map((name) => `E: Unable to locate package ${name}\n`).join('')));
  return 100;
}

/** Alpine's, with the two repositories of its release. */
export const apkPrograms: Readonly<Record<string, Program>> = { apk };

async function apk(process: Process): Promise<number> {
  const [verb = '', ...packages] = process.args.slice(1).filter((word) => !word.startsWith('-'));
  if (verb !== 'add' && verb !== 'update' && verb !== 'upgrade') {
    const text = verb === '' ? 'apk-tools 2.14.9, compiled for x86_64.\n' : '';
    await process.stdout.write(encoder.encode(text));
    return verb === '' ? 1 : 0;
  }
  const indexes = ['main', 'community'].map(
    (name) => `https://dl-cdn.alpinelinux.org/alpine/v3.22/${name}/x86_64/APKINDEX.tar.gz`,
  );
  for (const index of indexes) {
    await process.stdout.write(encoder.encode(`fetch ${index}\n`));
    const address = index.slice(0, -'/x86_64/APKINDEX.tar.gz'.length);
    await process.stderr.write(
      encoder.encode(`WARNING: updating and opening ${address}: temporary error (try again later)\n`),
    );
  }
  if (verb !== 'add') {
    await process.stdout.write(encoder.encode('4 unavailable, 0 stale; 16 distinct packages available\n'));
    return 2;
  }
  const missing = packages.map((name) => `  ${name} (no such package):\n    required by: world[${name}]\n`);
  await process.stderr.write(encoder.encode(`ERROR: unable to select packages:\n${missing.join('')}`));
  return Math.max(1, packages.length);
}
