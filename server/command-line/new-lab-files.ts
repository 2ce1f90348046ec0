/** A lab with one step, which passes `lab test` as it is. */
export function newLabFiles(folder: string): Readonly<Record<string, string>> {
  return {
    [`labs/${folder}/lab.md`]: `---
title: A new lab
question: What does the learner find out?
group: Drafts
minutes: 20
glyph: cNp
concepts: [Deployment]
goal: Run a first pod.
count-from: client
requires: [nodes=2]
---
You can now

- start a Deployment and see its pods
`,
    [`labs/${folder}/steps/1-start-it.md`]: `---
title: Start it
---
Start the Deployment in your home.

\`\`\`predict
id: how-many
kind: number
prompt: How many pods will there be?
key: {from: {run: "kubectl get deployment blue -o jsonpath='{.status.readyReplicas}'"}}
otherwise: Read \`replicas\` in the file.
\`\`\`

\`\`\`run
kubectl apply -f blue.yaml
\`\`\`

\`\`\`hint
Look at the file in your home.
\`\`\`

\`\`\`solution
The Deployment asks for two replicas.
\`\`\`
`,
    [`labs/${folder}/home/blue.yaml`]: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: blue
spec:
  replicas: 2
  selector:
    matchLabels: {app: blue}
  template:
    metadata:
      labels: {app: blue}
    spec:
      containers:
        - name: blue
          image: nginx:1.29
`,
    [`labs/${folder}/solution/1.sh`]: 'kubectl apply -f blue.yaml\n',
    [`labs/${folder}/wrong/1-one-pod.sh`]: `# expect: Expected 2 ready pods of blue, found 1.
kubectl apply -f blue.yaml
kubectl scale deployment blue --replicas=1
`,
    [`checks/${folder}/1.sh`]: `# Two pods of blue are ready.
# at start: Expected 2 ready pods of blue, found none.
ready=$(kubectl get deployment blue -o jsonpath='{.status.readyReplicas}' --ignore-not-found)
[[ $ready == 2 ]] || fail "Expected 2 ready pods of blue, found \${ready:-none}."
`,
  };
}
