import type { CustomResourceDefinitionSpec, CustomResourceVersion } from './custom-resource-definition.ts';
import { compareVersions } from './version-order.ts';

/** customresource_handler.go defaultDeprecationWarning: names the newest version that may be used instead. */
export function deprecationWarning(
  { group, versions }: CustomResourceDefinitionSpec,
  version: CustomResourceVersion,
  kind: string,
): string {
  if (version.deprecationWarning !== undefined) return version.deprecationWarning;
  const message = `${group}/${version.name} ${kind} is deprecated`;
  const [newer] = versions
    .filter(({ served, deprecated, name }) => served && !deprecated && compareVersions(version.name, name) < 0)
    .map(({ name }) => name)
    .sort((a, b) => compareVersions(b, a));
  return newer === undefined ? message : `${message}; use ${group}/${newer} ${kind}`;
}
