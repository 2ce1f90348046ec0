import { goModuleFolder } from './go-module.ts';

export const KUBERNETES_VERSION = 'v1.34.4';
export const LIBRARY_VERSION = 'v0.34.4';

/** A Go package of API types: the prefix of its definitions and its folder. */
export interface ApiPackage {
  /** `io.k8s.api.core.v1` */
  readonly definitionPrefix: string;
  readonly folder: string;
}

const STABLE_GROUPS = [
  'admissionregistration',
  'apps',
  'authentication',
  'authorization',
  'autoscaling',
  'batch',
  'certificates',
  'coordination',
  'core',
  'discovery',
  'events',
  'flowcontrol',
  'networking',
  'node',
  'policy',
  'rbac',
  'resource',
  'scheduling',
  'storage',
];

/** Every package whose types the tables hold. Alpha and beta versions are not served. */
export function apiPackages(): ApiPackage[] {
  const api = goModuleFolder('k8s.io/api', LIBRARY_VERSION);
  const machinery = goModuleFolder('k8s.io/apimachinery', LIBRARY_VERSION);
  const aggregator = goModuleFolder('k8s.io/kube-aggregator', LIBRARY_VERSION);
  const extensions = goModuleFolder('k8s.io/apiextensions-apiserver', LIBRARY_VERSION);
  const version = (group: string, name: string): ApiPackage => ({
    definitionPrefix: `io.k8s.api.${group}.${name}`,
    folder: `${api}/${group}/${name}`,
  });
  return [
    ...STABLE_GROUPS.map((group) => version(group, 'v1')),
    version('autoscaling', 'v2'),
    { definitionPrefix: 'io.k8s.apimachinery.pkg.apis.meta.v1', folder: `${machinery}/pkg/apis/meta/v1` },
    { definitionPrefix: 'io.k8s.apimachinery.pkg.runtime', folder: `${machinery}/pkg/runtime` },
    { definitionPrefix: 'io.k8s.apimachinery.pkg.util.intstr', folder: `${machinery}/pkg/util/intstr` },
    { definitionPrefix: 'io.k8s.apimachinery.pkg.api.resource', folder: `${machinery}/pkg/api/resource` },
    {
      definitionPrefix: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1',
      folder: `${extensions}/pkg/apis/apiextensions/v1`,
    },
    {
      definitionPrefix: 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1',
      folder: `${aggregator}/pkg/apis/apiregistration/v1`,
    },
  ];
}
