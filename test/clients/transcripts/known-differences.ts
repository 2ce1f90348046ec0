const OLDER_DESCRIPTIONS =
  'descriptions come from installed type declarations: some are those of an older version, and single enum values have none';
const SPEC_DIFF = 'the refusal ends before the difference of the two specs, printed as structures of Go';

/** Commands whose answers are not the real cluster's, by script, each with the reason. One that is equal after all fails. */
export const knownDifferences: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  apply: {
    'kubectl patch deployment idle --type=json -p \'[{"op":"add","path":"/spec/replicas","value":"two"}]\'':
      'the refusal quotes the whole object, whose inner fields stand in the order in which they were written',
  },
  pods: { 'kubectl patch pod web -p \'{"spec":{"nodeName":"node9"}}\'': SPEC_DIFF },
  reading: {
    'kubectl explain pod.spec.containers.livenessProbe': OLDER_DESCRIPTIONS,
    'kubectl explain svc.spec.type': OLDER_DESCRIPTIONS,
    'kubectl explain hpa.spec.metrics.type --output=plaintext-openapiv2': OLDER_DESCRIPTIONS,
  },
  storage: {
    'kubectl patch pvc later -p \'{"spec":{"accessModes":["ReadWriteMany"]}}\'': SPEC_DIFF,
    'kubectl patch pvc later -p \'{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}\'': SPEC_DIFF,
    'kubectl patch pv transcripts-pv -p \'{"spec":{"hostPath":{"path":"/elsewhere"}}}\'': SPEC_DIFF,
  },
};
