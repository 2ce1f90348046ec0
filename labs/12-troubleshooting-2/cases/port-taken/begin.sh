kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: airport}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: airport}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: registry.k8s.io/e2e-test-images/agnhost:2.53
          args: [netexec, --http-port=8080]
          ports: [{name: http, containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: airport}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: v1
kind: Service
metadata:
  name: terminal
  namespace: airport
  annotations:
    kubernetes.io/elb.class: union
    kubernetes.io/elb.autocreate: '{"type":"public","name":"airport","bandwidth_name":"airport-bw","bandwidth_chargemode":"traffic","bandwidth_size":5,"bandwidth_sharetype":"PER","eip_type":"5_bgp"}'
spec:
  type: LoadBalancer
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
YAML
kubectl rollout status deployment web -n airport --timeout=60s >/dev/null
until [[ -n $(external_address airport/terminal) ]]; do sleep 1; done
id=$(elb_of airport/terminal)
kubectl apply -f - <<YAML >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: airline}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: airline}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: registry.k8s.io/e2e-test-images/agnhost:2.53
          args: [netexec, --http-port=8080]
          ports: [{name: http, containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: airline}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: airline}
spec: {controller: example/airline}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: ingress, namespace: airline}
data: {}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ingress, namespace: airline}
spec:
  selector: {matchLabels: {app: ingress}}
  template:
    metadata: {labels: {app: ingress}}
    spec:
      containers:
        - name: controller
          image: registry.k8s.io/ingress-nginx/controller:v1.13.3
          args:
            - /nginx-ingress-controller
            - --controller-class=example/airline
            - --ingress-class=airline
            - --configmap=airline/ingress
            - --publish-service=airline/ingress
          env:
            - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
            - {name: POD_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
          ports: [{name: http, containerPort: 80}, {name: https, containerPort: 443}]
          readinessProbe: {httpGet: {path: /healthz, port: 10254}}
---
apiVersion: v1
kind: Service
metadata:
  name: ingress
  namespace: airline
  annotations:
    kubernetes.io/elb.class: union
    kubernetes.io/elb.id: $id
spec:
  type: LoadBalancer
  selector: {app: ingress}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: airline}
spec:
  ingressClassName: airline
  rules:
    - host: airline.example
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
YAML
kubectl rollout status deployment web -n airline --timeout=60s >/dev/null
kubectl rollout status deployment ingress -n airline --timeout=60s >/dev/null
until [[ -n $(last_message airline/ingress SyncLoadBalancerFailed) ]]; do sleep 1; done
[[ -z $(external_address airline/ingress) ]]
until [[ $(status_of "http://$(external_address airport/terminal)/hostname") == 200 ]]; do sleep 1; done
