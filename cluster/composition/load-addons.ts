import type { ClusterOptions } from '../cluster.ts';

/** The code of add-ons that most clusters do without. */
export interface LoadedAddons {
  readonly openshift?: import('./openshift.ts').OpenShiftAddon;
  readonly aws?: import('./aws.ts').AwsAddon;
  readonly metallb?: typeof import('./metallb.ts');
  readonly otc?: import('./otc.ts').OtcAddon;
}

export async function loadAddons(addons: ClusterOptions['addons']): Promise<LoadedAddons> {
  return {
    ...(addons.includes('openshift') ? { openshift: new (await import('./openshift.ts')).OpenShiftAddon() } : {}),
    ...(addons.includes('cloud=metallb') ? { metallb: await import('./metallb.ts') } : {}),
    ...(addons.includes('cloud=aws') ? { aws: new (await import('./aws.ts')).AwsAddon() } : {}),
    ...(addons.includes('cloud=otc') ? { otc: new (await import('./otc.ts')).OtcAddon() } : {}),
  };
}
