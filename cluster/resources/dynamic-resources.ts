import type { ObjectMeta } from 'kubernetes-types/meta/v1.d.ts';
import type { Mutable } from './typed.ts';

/** resource.k8s.io/v1: what devices a pod asks for. */
export interface DeviceRequest {
  readonly name: string;
  readonly exactly?: ExactDeviceRequest;
  readonly firstAvailable?: readonly (ExactDeviceRequest & { readonly name: string })[];
}

export interface ExactDeviceRequest {
  readonly deviceClassName?: string;
  readonly selectors?: readonly DeviceSelector[];
  readonly allocationMode?: string;
  readonly count?: number;
}

export interface DeviceSelector {
  readonly cel?: { readonly expression: string };
}

export interface DeviceConfiguration {
  readonly requests?: readonly string[];
  readonly opaque?: { readonly driver: string; readonly parameters?: unknown };
}

export interface DeviceClaim {
  readonly requests?: readonly DeviceRequest[];
  readonly constraints?: readonly {
    readonly requests?: readonly string[];
    readonly matchAttribute?: string;
  }[];
  readonly config?: readonly DeviceConfiguration[];
}

export interface ResourceClaimSpec {
  readonly devices?: DeviceClaim;
}

export interface ResourceClaim {
  readonly metadata?: ObjectMeta;
  readonly spec?: ResourceClaimSpec;
  readonly status?: { readonly allocation?: object; readonly reservedFor?: readonly { readonly uid?: string }[] };
}

/** Source: pkg/apis/resource/v1/defaults.go. */
export function defaultDeviceClaim(claim: Mutable<DeviceClaim> | undefined): void {
  for (const { exactly, firstAvailable = [] } of claim?.requests ?? []) {
    for (const request of [...(exactly ? [exactly] : []), ...firstAvailable]) {
      request.allocationMode ||= 'ExactCount';
      if (request.allocationMode === 'ExactCount') request.count ||= 1;
    }
  }
}
