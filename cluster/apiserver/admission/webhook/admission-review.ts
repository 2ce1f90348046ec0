import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import type { ResourceDefinition } from '../../../resources/resource-definition.ts';
import { isMap } from '../../json.ts';
import type { AdmissionAttributes } from '../admission-plugin.ts';
import { convertBetween } from '../equivalent-version.ts';
import { operationOptions } from '../operation-options.ts';

export interface ReviewVerdict {
  readonly allowed: boolean;
  /** A JSON patch; null: nothing is changed. */
  readonly patch: unknown;
  /** metav1.Status of a refusal. */
  readonly result: Record<string, unknown>;
  readonly warnings: readonly string[];
}

/** The versions of AdmissionReview that are sent (webhook/request/admissionreview.go). */
export function reviewVersionOf(versions: readonly string[] = []): string | undefined {
  return versions.find((version) => version === 'v1' || version === 'v1beta1');
}

/** `as`: the version of the resource that the webhook asked for. */
export function admissionReview(
  attributes: AdmissionAttributes,
  as: ResourceDefinition,
  version: string,
  uid: string,
): unknown {
  const { request, operation, object, oldObject, kind, name } = attributes;
  const { definition, subresource, user } = request;
  const own = kind === definition;
  const resourceOf = ({ group, version, plural }: ResourceDefinition) => ({ group, version, resource: plural });
  const kindOf = (of: AdmissionAttributes['kind']) => ({ group: of.group, version: of.version, kind: of.kind });
  const seen = (value: KubernetesObject | null) => (value && own ? convertBetween(value, definition, as) : value);
  const isNamespace = definition.group === '' && definition.plural === 'namespaces';
  const namespace = isNamespace ? name : request.namespace;
  return {
    kind: 'AdmissionReview',
    apiVersion: `admission.k8s.io/${version}`,
    request: {
      uid,
      kind: kindOf(own ? as : kind),
      resource: resourceOf(as),
      ...(subresource && { subResource: subresource }),
      requestKind: kindOf(kind),
      requestResource: resourceOf(definition),
      ...(subresource && { requestSubResource: subresource }),
      ...(name && { name }),
      ...(namespace && { namespace }),
      operation,
      userInfo: {
        username: user.name,
        ...(user.uid && { uid: user.uid }),
        groups: user.groups,
        ...(user.extra && { extra: user.extra }),
      },
      object: seen(object),
      oldObject: seen(oldObject),
      dryRun: request.dryRun,
      options: operationOptions(attributes),
    },
  };
}

/** What came back, checked. Throws an Error that says what is wrong with it (VerifyAdmissionResponse). */
export function readVerdict(answer: unknown, version: string, uid: string, isMutating: boolean): ReviewVerdict {
  const response = isMap(answer) && isMap(answer.response) ? answer.response : undefined;
  if (!isMap(answer) || !response) throw new Error('webhook response was absent');
  if (version === 'v1') checkIdentity(answer, response, uid);
  const { patch, patchType, warnings, status } = response;
  if (version === 'v1') checkPatch(patch, patchType, isMutating);
  return {
    allowed: response.allowed === true,
    patch: isMutating && typeof patch === 'string' && patch !== '' ? decodePatch(patch) : null,
    result: isMap(status) ? status : {},
    warnings: Array.isArray(warnings) ? warnings.map(String) : [],
  };
}

function checkIdentity(answer: Record<string, unknown>, response: Record<string, unknown>, uid: string): void {
  const got = typeof response.uid === 'string' ? response.uid : '';
  if (got !== uid) throw new Error(`expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(got)}`);
  const [group, version] = String(answer.apiVersion ?? '').split('/');
  if (answer.apiVersion !== 'admission.k8s.io/v1' || answer.kind !== 'AdmissionReview') {
    throw new Error(
      `expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got ${group ?? ''}/${version ?? ''}, Kind=${answer.kind ?? ''}`,
    );
  }
}

function checkPatch(patch: unknown, patchType: unknown, isMutating: boolean): void {
  const hasPatch = typeof patch === 'string' && patch !== '';
  const hasType = patchType !== undefined && patchType !== null;
  if (!isMutating) {
    if (hasPatch) throw new Error('validating webhook may not return response.patch');
    if (hasType) throw new Error('validating webhook may not return response.patchType');
    return;
  }
  if (hasPatch && !hasType) throw new Error('webhook returned response.patch but not response.patchType');
  if (!hasPatch && hasType) throw new Error('webhook returned response.patchType but not response.patch');
  if (patchType === '') throw new Error('webhook returned invalid response.patchType of ""');
  if (hasType && patchType !== 'JSONPatch') throw new Error(`unsupported patch type ${JSON.stringify(patchType)}`);
}

function decodePatch(patch: string): unknown {
  try {
    return JSON.parse(Buffer.from(patch, 'base64').toString('utf8'));
  } catch (error) {
    throw new Error(
      `received undecodable patch in webhook response: ${error instanceof Error ? error.message : error}`,
    );
  }
}
