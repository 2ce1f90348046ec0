import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import type { JsonSchemaProps } from '../schema/json-schema-props.ts';

/** apiextensions.k8s.io/v1 CustomResourceDefinition, as far as it is stored: defaulted and valid. */
export interface CustomResourceDefinition extends KubernetesObject {
  readonly spec: CustomResourceDefinitionSpec;
  readonly status: CustomResourceDefinitionStatus;
}

export interface CustomResourceDefinitionSpec {
  readonly group: string;
  readonly names: CustomResourceNames;
  readonly scope: string;
  readonly versions: readonly CustomResourceVersion[];
  readonly conversion?: CustomResourceConversion;
  readonly preserveUnknownFields?: boolean;
}

export interface CustomResourceNames {
  readonly plural: string;
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly kind: string;
  readonly listKind?: string;
  readonly categories?: readonly string[];
}

export interface CustomResourceVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly schema?: { readonly openAPIV3Schema?: JsonSchemaProps };
  readonly subresources?: { readonly status?: object; readonly scale?: CustomResourceScale };
  readonly additionalPrinterColumns?: readonly PrinterColumn[];
  readonly selectableFields?: readonly { readonly jsonPath: string }[];
}

export interface CustomResourceScale {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
  readonly jsonPath: string;
}

export interface CustomResourceConversion {
  readonly strategy: string;
  readonly webhook?: {
    readonly clientConfig?: ConversionClientConfig;
    readonly conversionReviewVersions?: readonly string[];
  };
}

export interface ConversionClientConfig {
  readonly url?: string;
  readonly service?: {
    readonly namespace: string;
    readonly name: string;
    readonly path?: string;
    readonly port?: number;
  };
  readonly caBundle?: string;
}

export interface CustomResourceDefinitionStatus {
  readonly conditions?: readonly Condition[] | null;
  readonly acceptedNames: CustomResourceNames;
  readonly storedVersions?: readonly string[] | null;
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly lastTransitionTime?: string;
  readonly reason?: string;
  readonly message?: string;
}

export function conditionOf({ status }: CustomResourceDefinition, type: string): Condition | undefined {
  return status.conditions?.find((condition) => condition.type === type);
}

export function isConditionTrue(definition: CustomResourceDefinition, type: string): boolean {
  return conditionOf(definition, type)?.status === 'True';
}

/** helpers.SetCRDCondition: the transition is now when the status is another. */
export function withCondition(
  definition: CustomResourceDefinition,
  condition: Omit<Condition, 'lastTransitionTime'>,
  now: string,
): CustomResourceDefinition {
  const conditions = definition.status.conditions ?? [];
  const existing = conditionOf(definition, condition.type);
  const lastTransitionTime = existing?.status === condition.status ? (existing.lastTransitionTime ?? now) : now;
  const { type, status, reason, message } = condition;
  const next: Condition = { lastTransitionTime, message, reason, status, type } as Condition;
  return {
    ...definition,
    status: {
      ...definition.status,
      conditions: existing ? conditions.map((each) => (each === existing ? next : each)) : [...conditions, next],
    },
  };
}
