import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rootsIn } from '../labs/lab-catalogue.ts';
import type { LabRoots } from '../labs/lab-folder.ts';

/** A lab with one of each: a check, a prediction, quiz questions, hints and a solution. */
export const EXAMPLE_LAB: Readonly<Record<string, string>> = {
  'labs/01-example/lab.md': `---
title: An example
question: Does it work?
group: Examples
minutes: 5
glyph: cLp
goal: Show that it works.
count-from: lb
requires: [nodes=2]
terminal: Welcome.
---
You can now **tell** that it works.
`,
  'labs/01-example/steps/1-first.md': `---
title: First
---
Read this <b>text</b>.

\`\`\`run
kubectl get pods
\`\`\`

\`\`\`predict
id: guess
kind: single
prompt: How many hops?
key: {from: {trace: "http://34.123.45.67/", field: counters.hopsFromLoadBalancer}}
options:
  - {id: two, text: Two, value: 2, explain: There is one more box.}
  - {id: three, text: Three, value: 3, explain: Each box is a hop.}
\`\`\`

\`\`\`hint
Look at the Service.
\`\`\`

\`\`\`hint
Look at its \`selector\`.
\`\`\`

\`\`\`solution
Because the selector decides.
\`\`\`
`,
  'labs/01-example/steps/2-second.md': `---
title: Second
---
\`\`\`quiz
id: share
kind: number
prompt: What share?
unit: "%"
key: 75
explain: [{value: 25, text: That is the share without.}]
otherwise: Count the targets.
\`\`\`
`,
  'labs/01-example/home/red.yaml': 'kind: Service\n',
  'labs/01-example/solution/1.sh': 'kubectl apply -f red.yaml\n',
  'checks/01-example/1.sh': '# Red answers.\nexpect_body red http://34.123.45.67/\n',
};

export function writeLabs(files: Readonly<Record<string, string>>): LabRoots {
  const folder = mkdtempSync(join(tmpdir(), 'rabbithole-labs-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return rootsIn(folder);
}
