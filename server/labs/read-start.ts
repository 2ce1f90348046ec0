import { parseAllDocuments } from 'yaml';
import type { StartState } from './lab.ts';
import type { LabProblem } from './lab-problem.ts';
import type { LabReading } from './lab-reading.ts';
import { CloudStart } from './lab-source.ts';
import { parseStrictYaml } from './strict-yaml.ts';

/** `start/` and `home/`. */
export function readStart(
  reading: LabReading,
  fixed: Pick<StartState, 'nodes' | 'requires' | 'terminalNote'>,
): StartState {
  const manifests: Record<string, unknown>[] = [];
  const home: Record<string, string> = {};
  let cloud: CloudStart = {};
  let setup: string | null = null;
  for (const [name, text] of reading.files) {
    const file = `${reading.labs}/${name}`;
    if (name === 'start/cloud.yaml') {
      cloud = parseStrictYaml({ file, text, firstLine: 1 }, CloudStart, reading.problems) ?? {};
    } else if (/^start\/[^/]+\.ya?ml$/.test(name)) manifests.push(...readManifests(file, text, reading.problems));
    else if (name === 'start/setup.sh') setup = text;
    else if (name.startsWith('home/')) home[name.slice('home/'.length)] = text;
  }
  return { ...fixed, manifests, cloud, home, setup };
}

function readManifests(file: string, text: string, problems: LabProblem[]): Record<string, unknown>[] {
  return parseAllDocuments(text, { strict: true, uniqueKeys: true }).flatMap((document) => {
    for (const error of document.errors) {
      problems.push({ file, line: error.linePos?.[0].line ?? 1, message: error.message.split(' at line')[0]! });
    }
    const object: unknown = document.errors.length > 0 ? null : document.toJS();
    if (object === null) return [];
    if (isManifest(object)) return [object];
    const line = text.slice(0, document.range[0]).split('\n').length;
    problems.push({ file, line, message: 'an object of the start state needs apiVersion, kind and metadata.name' });
    return [];
  });
}

function isManifest(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const { apiVersion, kind, metadata } = value as Record<string, unknown>;
  return (
    typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata === 'object' && metadata !== null
  );
}
