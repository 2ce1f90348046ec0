import type { RuntimeContainer, RuntimeImage, RuntimeSandbox } from '../../../cluster/machinery/node-services.ts';
import { compilePosix, ExpressionError } from '../../tools/posix-expression.ts';
import type { CrictlCall } from './crictl.ts';
import { containerJson, imageJson, sandboxJson } from './crictl-json.ts';
import { CrictlError } from './crictl-options.ts';
import { describeContainer, describeImage, describeSandbox } from './crictl-verbose.ts';
import { dockerDuration, dockerSize } from './docker-units.ts';

const SHORT_ID = 13;
/** As text/tabwriter is set up: cells at least 20 wide, 3 blanks behind the longest. */
const [LEAST_WIDTH, PADDING] = [20, 3];

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, at) => Math.max(LEAST_WIDTH, ...rows.map((row) => row[at]!.length + PADDING)));
  return rows
    .map((row) => `${row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at]!))).join('')}\n`)
    .join('');
}

/** `--name` and `--image` are regular expressions. */
function matcher(pattern: string | undefined): (text: string) => boolean {
  if (pattern === undefined) return () => true;
  try {
    const expression = compilePosix(pattern, { extended: true });
    return (text) => expression.matcher(text).find();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new CrictlError(`error parsing regexp: ${pattern}`);
  }
}

function labelled(call: CrictlCall, labels: Readonly<Record<string, string>>): boolean {
  return call.options.values('label').every((pair) => {
    const [key = '', value] = pair.split(/=(.*)/s);
    return labels[key] === value;
  });
}

/** `-n`, `-l`: the newest ones. */
function limited<T>(call: CrictlCall, newestFirst: readonly T[]): readonly T[] {
  const count = call.options.has('latest') ? 1 : Number(call.options.value('last') ?? 0);
  return count > 0 ? newestFirst.slice(0, count) : newestFirst;
}

const idOf = (call: CrictlCall, id: string) =>
  call.options.has('no-trunc') ? id : id.replace(/^sha256:/, '').slice(0, SHORT_ID);

export async function listContainers(call: CrictlCall): Promise<number> {
  const { options, print } = call;
  const found = selectedContainers(call);
  if (options.has('quiet')) return printIds(call, found);
  if (options.value('output') === 'json') {
    await print(
      `${JSON.stringify({ containers: found.map((one) => containerJson(one, imageIdOf(call, one))) }, null, 2)}\n`,
    );
    return 0;
  }
  const nowMs = call.process.machine.clock.now();
  if (options.has('verbose')) {
    await print(found.map((one) => describeContainer(one, imageIdOf(call, one), nowMs)).join(''));
    return 0;
  }
  const header = ['CONTAINER', 'IMAGE', 'CREATED', 'STATE', 'NAME', 'ATTEMPT', 'POD ID', 'POD', 'NAMESPACE'];
  const rows = found.map((one) => [
    idOf(call, one.id),
    idOf(call, imageIdOf(call, one)),
    `${dockerDuration(nowMs - one.startedMs)} ago`,
    one.state,
    one.name,
    String(one.attempt),
    idOf(call, one.sandbox.id),
    one.sandbox.name,
    one.sandbox.namespace,
  ]);
  await print(table([header, ...rows]));
  return 0;
}

/** The image's id, which a running container knows its image by. */
export function imageIdOf({ runtime }: CrictlCall, { imageReference }: RuntimeContainer): string {
  const digest = imageReference.slice(imageReference.indexOf('@') + 1);
  return runtime.images().find((image) => image.digest === digest)?.id ?? imageReference;
}

function selectedContainers(call: CrictlCall): readonly RuntimeContainer[] {
  const { options, runtime } = call;
  const [name, image] = [matcher(options.value('name')), options.value('image')];
  const state = options.value('state')?.toLowerCase();
  const everything = options.has('all') || options.has('latest') || options.has('last') || state !== undefined;
  const found = runtime
    .containers()
    .filter((one) => everything || one.state === 'Running')
    .filter((one) => state === undefined || one.state.toLowerCase() === state)
    .filter(
      (one) => one.id.startsWith(options.value('id') ?? '') && one.sandbox.id.startsWith(options.value('pod') ?? ''),
    )
    .filter(
      (one) =>
        name(one.name) && (image === undefined || one.image.includes(image) || imageIdOf(call, one).includes(image)),
    )
    .filter((one) => labelled(call, containerJson(one, '').labels))
    .sort((a, b) => b.startedMs - a.startedMs);
  return limited(call, found);
}

async function printIds({ print }: CrictlCall, found: readonly { readonly id: string }[]): Promise<number> {
  await print(found.map(({ id }) => `${id}\n`).join(''));
  return 0;
}

export async function listSandboxes(call: CrictlCall): Promise<number> {
  const { options, runtime, print } = call;
  const [name, namespace] = [matcher(options.value('name')), matcher(options.value('namespace'))];
  const state = options.value('state')?.toLowerCase();
  const stateOf = ({ ready }: RuntimeSandbox) => (ready ? 'Ready' : 'NotReady');
  const found = limited(
    call,
    runtime
      .sandboxes()
      .filter((one) => name(one.name) && namespace(one.namespace) && one.id.startsWith(options.value('id') ?? ''))
      .filter(
        (one) =>
          (state === undefined || stateOf(one).toLowerCase() === state) && labelled(call, sandboxJson(one).labels),
      )
      .sort((a, b) => b.createdMs - a.createdMs),
  );
  if (options.has('quiet')) return printIds(call, found);
  if (options.value('output') === 'json') {
    await print(`${JSON.stringify({ items: found.map(sandboxJson) }, null, 2)}\n`);
    return 0;
  }
  if (options.has('verbose')) {
    await print(found.map(describeSandbox).join(''));
    return 0;
  }
  const nowMs = call.process.machine.clock.now();
  const header = ['POD ID', 'CREATED', 'STATE', 'NAME', 'NAMESPACE', 'ATTEMPT', 'RUNTIME'];
  const rows = found.map((one) => [
    idOf(call, one.id),
    `${dockerDuration(nowMs - one.createdMs)} ago`,
    stateOf(one),
    one.name,
    one.namespace,
    String(one.attempt),
    '(default)',
  ]);
  await print(table([header, ...rows]));
  return 0;
}

export async function listImages(call: CrictlCall): Promise<number> {
  const { options, runtime, print } = call;
  const [wanted] = options.operands;
  const nameOf = ({ repository, tag }: RuntimeImage) => `${repository}:${tag}`;
  const found = runtime
    .images()
    .filter(
      (one) =>
        wanted === undefined ||
        one.repository === wanted ||
        nameOf(one) === wanted ||
        one.repository === `docker.io/library/${wanted}`,
    )
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  if (options.has('quiet')) return printIds(call, found);
  if (options.value('output') === 'json') {
    await print(`${JSON.stringify({ images: found.map(imageJson) }, null, 2)}\n`);
    return 0;
  }
  if (options.has('verbose')) {
    await print(found.map(describeImage).join(''));
    return 0;
  }
  const digests = options.has('digests');
  const header = ['IMAGE', 'TAG', ...(digests ? ['DIGEST'] : []), 'IMAGE ID', 'SIZE'];
  const rows = found.map((one) => [
    one.repository,
    one.tag,
    ...(digests ? [idOf(call, one.digest)] : []),
    idOf(call, one.id),
    dockerSize(one.sizeBytes),
  ]);
  await print(table([header, ...rows]));
  return 0;
}

export async function listStats(call: CrictlCall): Promise<number> {
  const found = selectedContainers(call).filter(({ id }) => id.startsWith(call.options.operands[0] ?? ''));
  const header = ['CONTAINER', 'NAME', 'CPU %', 'MEM', 'DISK', 'INODES', 'SWAP'];
  const rows = found.map(({ id, name, usage }) => [
    idOf(call, id),
    name,
    (usage.cores * 100).toFixed(2),
    dockerSize(usage.memoryBytes, 4),
    dockerSize(40_960, 4),
    '13',
    '0B',
  ]);
  await call.print(table([header, ...rows]));
  return 0;
}
