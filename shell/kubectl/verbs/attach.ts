import { boolean, duration, string } from '../command-line/flag-table.ts';
import { KubectlError, UsageError } from '../errors.ts';
import { stringAt } from '../json.ts';
import { attachSession } from '../resources/attachment.ts';
import { mostActive } from '../resources/pod-order.ts';
import { chosenContainer, objectNamed, podsBehind } from '../resources/pods.ts';
import type { Verb } from '../verb.ts';

export const attach: Verb = {
  name: 'attach',
  usage: 'attach (POD | TYPE/NAME) -c CONTAINER',
  flags: {
    container: string('c'),
    'pod-running-timeout': duration('1m0s'),
    quiet: boolean('q'),
    stdin: boolean('i'),
    tty: boolean('t'),
  },
  run: async (session, args) => {
    const { flags } = session;
    if (args.length === 0) throw new KubectlError('error: at least 1 argument is required for attach');
    if (args.length > 2)
      throw new KubectlError(
        `error: expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`,
      );
    const timeoutMs = flags.duration('pod-running-timeout');
    if (timeoutMs <= 0) throw new UsageError('--pod-running-timeout must be higher than zero', 'attach');
    const object = await objectNamed(session, args);
    const pod = (await podsBehind(session, object, { doing: 'attach to', order: mostActive, timeoutMs }))[0]!;
    const phase = stringAt(pod, 'status', 'phase');
    if (phase === 'Succeeded' || phase === 'Failed')
      throw new KubectlError(`error: cannot attach a container in a completed pod; current phase is ${phase}`);
    const asked = flags.string('container');
    if (asked)
      await chosenContainer(session, pod, { asked, quiet: true }).catch((error: unknown) => {
        if (!(error instanceof KubectlError)) throw error;
        throw new KubectlError(`error: cannot attach to the container: ${error.message.replace(/^error: /, '')}`);
      });
    return attachSession(session, pod, {
      container: asked,
      stdin: flags.boolean('stdin'),
      tty: flags.boolean('tty'),
      quiet: flags.boolean('quiet'),
    });
  },
};
