import { KubectlError } from '../errors.ts';
import { isImageReference } from '../resources/image-reference.ts';
import type { Session } from '../session.ts';

const PULL_POLICIES = new Set(['', 'Always', 'IfNotPresent', 'Never']);

/** `--env a=b,c=d`, `--set-image a=b` (pflag's StringToString). */
export function pairsOf(texts: readonly string[], flag: string): Record<string, string> {
  const pairs = texts
    .flatMap((text) => text.split(','))
    .map((text): [string, string] => {
      const equals = text.indexOf('=');
      if (equals < 0)
        throw new KubectlError(
          `error: invalid argument "${text}" for "--${flag}" flag: ${text} must be formatted as key=value`,
        );
      return [text.slice(0, equals), text.slice(equals + 1)];
    });
  return Object.fromEntries(pairs);
}

/** What does not go together (DebugOptions.Validate). */
export function checkDebugOptions({ flags }: Session, names: readonly string[], command: readonly string[]): void {
  const refuse = (text: string) => {
    throw new KubectlError(`error: ${text}`);
  };
  const [image, container] = [flags.string('image'), flags.string('container')];
  const images = pairsOf(flags.strings('set-image'), 'set-image');
  const setsImages = Object.keys(images).length > 0;
  if (flags.changed('attach') && flags.boolean('attach') && !image && !container)
    refuse('you must specify --container or create a new container using --image in order to attach.');
  if (flags.string('copy-to')) {
    if (!image && !setsImages && command.length === 0)
      refuse('you must specify --image, --set-image or command arguments.');
    if (command.length > 0 && !container && !image)
      refuse('you must specify an existing container or a new image when specifying args.');
  } else {
    if (flags.boolean('replace')) refuse('--replace may only be used with --copy-to.');
    if (flags.boolean('same-node')) refuse('--same-node may only be used with --copy-to.');
    if (setsImages) refuse('--set-image may only be used with --copy-to.');
    if (!image) refuse('you must specify --image when not using --copy-to.');
  }
  if (image && !isImageReference(image)) refuse(`invalid image name "${image}": invalid reference format`);
  if (names.length === 0 && flags.strings('filename').length === 0) refuse('NAME or filename is required for debug');
  const policy = flags.string('image-pull-policy');
  if (!PULL_POLICIES.has(policy)) refuse(`invalid image pull policy: ${policy}`);
  for (const [name, text] of Object.entries(images))
    if (!isImageReference(text))
      refuse(`invalid image name "${text}" for container "${name}": invalid reference format`);
  if (flags.string('target') && flags.string('copy-to'))
    refuse('--target is incompatible with --copy-to. Use --share-processes instead.');
}
