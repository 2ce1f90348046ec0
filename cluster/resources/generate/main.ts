/** Writes ../generated/ from the Kubernetes sources in the Go module cache. Run: node --import tsx cluster/resources/generate/main.ts */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { CompactMessage } from '../compact-protobuf.ts';
import type { CompactDefinition } from '../compact-schema.ts';
import { recordedDiscovery } from './discovery-generator.ts';
import { goEnums } from './go-enums.ts';
import { goModuleFolder } from './go-module.ts';
import { goStructs } from './go-structs.ts';
import { internalStructs } from './internal-structs.ts';
import { apiPackages, KUBERNETES_VERSION, LIBRARY_VERSION } from './packages.ts';
import { compactMessages } from './protobuf-generator.ts';
import { compactDefinition, type OpenApiDefinition, splitName } from './schema-generator.ts';

const packages = apiPackages();
const structs = new Map(packages.map((entry) => [entry.definitionPrefix, goStructs(entry.folder)]));

writeTable('schemas.json', schemas());
writeTable('protobuf.json', messages());
writeTable('internal-structs.json', internalStructs(goModuleFolder('k8s.io/kubernetes', KUBERNETES_VERSION)));
const { groups, resources } = recordedDiscovery(
  `${goModuleFolder('k8s.io/kubernetes', KUBERNETES_VERSION)}/api/discovery`,
);
writeTable('discovery.json', { groups, ...resources });
writeFileSync(new URL('../generated/NOTICE', import.meta.url), notice());

function schemas(): Record<string, CompactDefinition> {
  const folder = goModuleFolder('k8s.io/kubernetes', KUBERNETES_VERSION);
  const { definitions } = JSON.parse(readFileSync(`${folder}/api/openapi-spec/swagger.json`, 'utf8')) as {
    definitions: Record<string, OpenApiDefinition>;
  };
  const enums = goEnums(readFileSync(`${folder}/pkg/generated/openapi/zz_generated.openapi.go`, 'utf8'));
  const version3 = version3Schemas(`${folder}/api/openapi-spec/v3`);
  const table: Record<string, CompactDefinition> = {};
  for (const [name, definition] of Object.entries(definitions)) {
    if (!structs.has(splitName(name)[0])) continue;
    table[name] = compactDefinition(name, definition, structs, version3[name], enums.get(name));
  }
  return table;
}

/** Defaults are in OpenAPI v3 alone. A type is the same in every document that has it. */
function version3Schemas(folder: string): Record<string, OpenApiDefinition> {
  const schemas: Record<string, OpenApiDefinition> = {};
  for (const file of readdirSync(folder)) {
    const { components } = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as {
      components?: { schemas?: Record<string, OpenApiDefinition> };
    };
    Object.assign(schemas, components?.schemas);
  }
  return schemas;
}

function messages(): Record<string, CompactMessage> {
  const table: Record<string, CompactMessage> = {};
  for (const { definitionPrefix, folder } of packages) {
    const file = `${folder}/generated.proto`;
    if (existsSync(file)) Object.assign(table, compactMessages(readFileSync(file, 'utf8'), definitionPrefix, structs));
  }
  return table;
}

/** One entry a line, so that a new Kubernetes version shows as a readable difference. */
function writeTable(name: string, table: Record<string, unknown>): void {
  const lines = Object.entries(table)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  writeFileSync(new URL(`../generated/${name}`, import.meta.url), `{\n${lines.join(',\n')}\n}\n`);
}

function notice(): string {
  return [
    'The tables in this folder hold names, types, field numbers and list keys of the Kubernetes API, without descriptions.',
    `They are derived from k8s.io/kubernetes ${KUBERNETES_VERSION} (api/openapi-spec, api/discovery, pkg/apis/core) and from k8s.io/api,`,
    `k8s.io/apimachinery, k8s.io/apiextensions-apiserver and k8s.io/kube-aggregator ${LIBRARY_VERSION} (types.go, generated.proto).`,
    'Copyright The Kubernetes Authors. Licensed under the Apache License, Version 2.0:',
    'https://www.apache.org/licenses/LICENSE-2.0',
    '',
    'Regenerate: node --import tsx cluster/resources/generate/main.ts',
    '',
  ].join('\n');
}
