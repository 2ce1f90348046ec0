import { KubectlError } from '../errors.ts';
import { type JsonObject, nameOf, recordsAt, stringAt } from '../json.ts';
import type { Session } from '../session.ts';
import { allContainersText, containerNamed, containerNames, DEFAULT_CONTAINER } from './pods.ts';

/** The containers of a pod whose logs are meant (polymorphichelpers/logsforobject.go). */
export async function logContainers(
  session: Session,
  pod: JsonObject,
  { asked, quiet }: { readonly asked: string; readonly quiet: boolean },
): Promise<string[]> {
  if (session.flags.boolean('all-containers')) {
    return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((field) =>
      recordsAt(pod, 'spec', field).map((container) => stringAt(container, 'name')),
    );
  }
  const name = asked || (await defaultName(session, pod, quiet));
  if (containerNamed(pod, name)) return [name];
  throw new KubectlError(`error: container ${name} is not valid for pod ${nameOf(pod)}`);
}

async function defaultName(session: Session, pod: JsonObject, quiet: boolean): Promise<string> {
  const annotated = stringAt(pod, 'metadata', 'annotations', DEFAULT_CONTAINER);
  if (annotated && containerNamed(pod, annotated)) return annotated;
  if (annotated) await session.error(`Default container name "${annotated}" not found in pod ${nameOf(pod)}\n`);
  const first = stringAt(recordsAt(pod, 'spec', 'containers')[0], 'name');
  if (containerNames(pod).length > 1 && !quiet)
    await session.error(`Defaulted container "${first}" out of: ${allContainersText(pod)}\n`);
  return first;
}
