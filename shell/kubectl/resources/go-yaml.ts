import type { DocumentOptions, ParseOptions, SchemaOptions, ToJSOptions } from 'yaml';

/** What YAML 1.1 has and go-yaml does not resolve, or leaves text in JSON. */
const UNKNOWN = /:(timestamp|omap|pairs|set|binary)$/;

/**
 * YAML as sigs.k8s.io/yaml reads it (goyaml.v2, resolve.go): 1.1's booleans (`y`, `no`, `on` …) and octal numbers
 * (`0644` is 420), but no times and no numbers to the base of 60.
 */
export const GO_YAML: ParseOptions & DocumentOptions & SchemaOptions & ToJSOptions = {
  version: '1.1',
  merge: true,
  customTags: (tags) =>
    tags.filter(
      (tag) => typeof tag === 'string' || !(UNKNOWN.test(tag.tag) || ('format' in tag && tag.format === 'TIME')),
    ),
};
