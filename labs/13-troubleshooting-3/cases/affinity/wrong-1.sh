# expect: Expected the node to tell players apart, it sees all of them as 10.100.0.200.
kubectl patch service web -n arcade -p '{"spec":{"sessionAffinityConfig":{"clientIP":{"timeoutSeconds":60}}}}'
