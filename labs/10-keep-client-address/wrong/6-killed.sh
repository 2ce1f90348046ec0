# expect: The pause is cut off: it must be shorter than terminationGracePeriodSeconds.
kubectl patch deployment echo -p '{"spec":{"template":{"spec":{"containers":[{"name":"echo","lifecycle":{"preStop":{"exec":{"command":["sleep","45"]}}}}]}}}}'
