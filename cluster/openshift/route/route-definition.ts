const TEXT = { type: 'string' } as const;
const PEM_FIELDS = { certificate: TEXT, key: TEXT, caCertificate: TEXT, destinationCACertificate: TEXT } as const;

const TARGET = {
  type: 'object',
  properties: { kind: TEXT, name: TEXT, weight: { type: 'integer', format: 'int32', nullable: true } },
} as const;

const HEADER_ACTIONS = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      name: TEXT,
      action: {
        type: 'object',
        properties: { type: TEXT, set: { type: 'object', properties: { value: TEXT } } },
      },
    },
  },
} as const;

const SPEC = {
  type: 'object',
  properties: {
    host: TEXT,
    subdomain: TEXT,
    path: TEXT,
    to: TARGET,
    alternateBackends: { type: 'array', items: TARGET },
    port: { type: 'object', properties: { targetPort: { 'x-kubernetes-int-or-string': true } } },
    tls: {
      type: 'object',
      properties: {
        termination: TEXT,
        ...PEM_FIELDS,
        insecureEdgeTerminationPolicy: TEXT,
        externalCertificate: { type: 'object', properties: { name: TEXT } },
      },
    },
    wildcardPolicy: TEXT,
    httpHeaders: {
      type: 'object',
      properties: {
        actions: { type: 'object', properties: { request: HEADER_ACTIONS, response: HEADER_ACTIONS } },
      },
    },
  },
} as const;

const STATUS = {
  type: 'object',
  properties: {
    ingress: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          host: TEXT,
          routerName: TEXT,
          wildcardPolicy: TEXT,
          routerCanonicalHostname: TEXT,
          conditions: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                type: TEXT,
                status: TEXT,
                reason: TEXT,
                message: TEXT,
                lastTransitionTime: { type: 'string', format: 'date-time' },
              },
            },
          },
        },
      },
    },
  },
} as const;

/** Types of the fields alone: what their values may be is the strategy's (validate-route.ts), as in openshift-apiserver. */
export const ROUTE_SCHEMA = {
  type: 'object',
  properties: { apiVersion: TEXT, kind: TEXT, metadata: { type: 'object' }, spec: SPEC, status: STATUS },
} as const;

export const ROUTE_NAMES = { plural: 'routes', singular: 'route', kind: 'Route', listKind: 'RouteList' } as const;
