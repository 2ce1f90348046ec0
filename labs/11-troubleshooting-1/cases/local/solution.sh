kubectl patch deployment web -n garden -p '{"spec":{"replicas":4,"template":{"spec":{"affinity":null,"topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"kubernetes.io/hostname","whenUnsatisfiable":"DoNotSchedule","labelSelector":{"matchLabels":{"app":"web"}},"matchLabelKeys":["pod-template-hash"]}]}}}}'
kubectl rollout status deployment web -n garden --timeout=20s
