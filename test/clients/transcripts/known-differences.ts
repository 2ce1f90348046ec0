const OLDER_DESCRIPTIONS =
  'descriptions come from installed type declarations: some are those of an older version, and single enum values have none';

/** Commands whose answers are not the real cluster's, by script, each with the reason. One that is equal after all fails. */
export const knownDifferences: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  apply: {
    'kubectl patch deployment idle --type=json -p \'[{"op":"add","path":"/spec/replicas","value":"two"}]\'':
      'the refusal quotes the whole object, whose inner fields stand in the order in which they were written',
  },
  reading: {
    'kubectl explain pod.spec.containers.livenessProbe': OLDER_DESCRIPTIONS,
    'kubectl explain svc.spec.type': OLDER_DESCRIPTIONS,
    'kubectl explain hpa.spec.metrics.type --output=plaintext-openapiv2': OLDER_DESCRIPTIONS,
  },
};
