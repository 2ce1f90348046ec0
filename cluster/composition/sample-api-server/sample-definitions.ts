/** The group of the sample API server. */
export const WARDLE = 'wardle.example.com';

interface Sample {
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly properties: object;
}

/** Source: k8s.io/sample-apiserver/pkg/apis/wardle/v1alpha1/types.go. */
const SAMPLES: readonly Sample[] = [
  {
    kind: 'Flunder',
    plural: 'flunders',
    scope: 'Namespaced',
    properties: {
      spec: {
        type: 'object',
        properties: {
          reference: { type: 'string', description: 'A name of another flunder or fischer, depending on the type.' },
          referenceType: {
            type: 'string',
            'x-kubernetes-validations': [
              { rule: "self in ['Flunder', 'Fischer']", message: 'must be Flunder or Fischer' },
            ],
          },
        },
      },
      status: { type: 'object' },
    },
  },
  {
    kind: 'Fischer',
    plural: 'fischers',
    scope: 'Cluster',
    properties: {
      disallowedFlunders: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'atomic' },
    },
  },
];

/** As CustomResourceDefinitions: the sample API server's own store and types behave as theirs. */
export const SAMPLE_DEFINITIONS: readonly object[] = SAMPLES.map(({ kind, plural, scope, properties }) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${WARDLE}` },
  spec: {
    group: WARDLE,
    scope,
    names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
    versions: [
      { name: 'v1alpha1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties } } },
    ],
  },
}));
