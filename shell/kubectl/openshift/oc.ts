import type { Process } from '../../../cluster/machinery/machine.ts';
import { runCommandLine } from '../kubectl.ts';
import type { Verb } from '../verb.ts';
import { create } from '../verbs/create.ts';
import { expose } from '../verbs/expose.ts';
import { VERBS } from '../verbs.ts';
import { administration } from './administration.ts';
import { createRoute } from './create-route.ts';
import { exposeRoute } from './expose-route.ts';
import { login } from './login.ts';
import { newProject, project, projects } from './projects.ts';
import { rsh } from './rsh.ts';
import { status } from './status.ts';
import { whoami } from './whoami.ts';

const createWithRoutes: Verb = { ...create, children: [...(create.children ?? []), createRoute] };

/** kubectl's verbs, two of which know Routes, and OpenShift's own. */
const OC_VERBS: readonly Verb[] = [
  ...VERBS.map((verb) => (verb === create ? createWithRoutes : verb === expose ? exposeRoute : verb)),
  administration,
  login,
  newProject,
  project,
  projects,
  rsh,
  status,
  whoami,
];

/** OpenShift's client: kubectl and more. */
export const oc = (process: Process): Promise<number> => runCommandLine(process, { name: 'oc', verbs: OC_VERBS });
