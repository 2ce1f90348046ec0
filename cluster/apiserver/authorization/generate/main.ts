/** Writes ../generated/ from the Kubernetes sources in the Go module cache. Run: node --import tsx cluster/apiserver/authorization/generate/main.ts */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

const VERSION = 'v1.34.4';
/** In the order in which the API server makes them. */
const FILES = [
  'cluster-roles.yaml',
  'controller-roles.yaml',
  'cluster-role-bindings.yaml',
  'controller-role-bindings.yaml',
  'namespace-roles.yaml',
  'namespace-role-bindings.yaml',
];

interface PolicyObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  aggregationRule?: { clusterRoleSelectors: readonly { matchLabels: Record<string, string> }[] };
  rules?: readonly object[] | null;
}

const download = execFileSync('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${VERSION}`], { encoding: 'utf8' });
const { Dir: folder } = JSON.parse(download) as { Dir: string };
const testdata = `${folder}/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/testdata`;
const objects = FILES.flatMap((file) => {
  const { items } = parse(readFileSync(`${testdata}/${file}`, 'utf8')) as { items: PolicyObject[] };
  return items;
});
writeFileSync(
  new URL('../generated/bootstrap-policy.json', import.meta.url),
  `[\n${objects.map((object) => JSON.stringify(aggregated(object))).join(',\n')}\n]\n`,
);
writeFileSync(new URL('../generated/NOTICE', import.meta.url), notice());

/** The roles that gather others, as the aggregation controller leaves them once it has seen all of them. */
function aggregated(role: PolicyObject): PolicyObject {
  const { aggregationRule } = role;
  if (!aggregationRule) return role;
  const rules = new Map<string, object>();
  for (const { matchLabels } of aggregationRule.clusterRoleSelectors) {
    const [label] = Object.keys(matchLabels);
    const sources = objects
      .filter((object) => object.kind === 'ClusterRole' && label !== undefined && object.metadata.labels?.[label])
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    for (const rule of sources.flatMap((source) => aggregated(source).rules ?? []))
      rules.set(JSON.stringify(rule), rule);
  }
  return { ...role, rules: [...rules.values()] };
}

function notice(): string {
  return [
    'bootstrap-policy.json holds the default roles and bindings of role-based access control.',
    `They are derived from k8s.io/kubernetes ${VERSION} (plugin/pkg/auth/authorizer/rbac/bootstrappolicy).`,
    'Copyright The Kubernetes Authors. Licensed under the Apache License, Version 2.0:',
    'https://www.apache.org/licenses/LICENSE-2.0',
    '',
    'Regenerate: node --import tsx cluster/apiserver/authorization/generate/main.ts',
    '',
  ].join('\n');
}
