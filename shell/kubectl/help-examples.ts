/** A few lines of use for each verb, by its path (`rollout undo`), in our own words: what it does, and how. */
export const EXAMPLES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  annotate: [
    ['Note who looks after a pod', "kubectl annotate pod web owner='team blue'"],
    ['Take the note away', 'kubectl annotate pod web owner-'],
  ],
  'api-resources': [
    ['All types that the server knows', 'kubectl api-resources'],
    ['Those of one group, with their verbs', 'kubectl api-resources --api-group=apps -o wide'],
  ],
  apply: [
    ['Make the cluster as a file says', 'kubectl apply -f web.yaml'],
    ['The same with a directory of kustomize', 'kubectl apply -k overlays/test'],
    ['Only see what the server would make of it', 'kubectl apply -f web.yaml --dry-run=server'],
  ],
  attach: [
    ['Follow what a running pod prints', 'kubectl attach web'],
    ['Type into it', 'kubectl attach web -it'],
  ],
  'auth can-i': [
    ['May I make pods here?', 'kubectl auth can-i create pods'],
    ['What may a service account do?', 'kubectl auth can-i --list --as=system:serviceaccount:default:web'],
  ],
  autoscale: [['Between 2 and 5 replicas by their CPU', 'kubectl autoscale deployment web --min=2 --max=5 --cpu=80%']],
  'config use-context': [['Work with another cluster from now on', 'kubectl config use-context test']],
  'config set-context': [
    ['Another namespace for the context in use', 'kubectl config set-context --current --namespace=web'],
  ],
  cordon: [['Keep new pods from a node', 'kubectl cordon node2']],
  cp: [
    ['A file into a pod', 'kubectl cp index.html web:/tmp/index.html'],
    ['A directory out of a container', 'kubectl cp web:/var/log logs -c nginx'],
  ],
  create: [
    ['What a file describes', 'kubectl create -f web.yaml'],
    ['A deployment without a file', 'kubectl create deployment web --image=nginx --replicas=2'],
    ['Only write the manifest', 'kubectl create deployment web --image=nginx --dry-run=client -o yaml'],
  ],
  debug: [
    ['A container with tools beside a pod’s own', 'kubectl debug web -it --image=busybox --target=nginx'],
    ['A pod on a node with its file system', 'kubectl debug node/node1 -it --image=busybox'],
  ],
  delete: [
    ['One pod', 'kubectl delete pod web'],
    ['Everything in a file', 'kubectl delete -f web.yaml'],
    ['What has a label', 'kubectl delete pods,services -l app=web'],
  ],
  describe: [
    ['A pod, with its events', 'kubectl describe pod web'],
    ['All nodes', 'kubectl describe nodes'],
  ],
  diff: [['What apply would change', 'kubectl diff -f web.yaml']],
  drain: [['Make a node free for upkeep', 'kubectl drain node2 --ignore-daemonsets --delete-emptydir-data']],
  edit: [['Change a deployment in the editor', 'kubectl edit deployment web']],
  events: [
    ['What happened in this namespace', 'kubectl events'],
    ['To one pod, as it goes on', 'kubectl events --for=pod/web --watch'],
  ],
  exec: [
    ['One command in a pod', 'kubectl exec web -- date'],
    ['A shell in one of its containers', 'kubectl exec -it web -c nginx -- sh'],
  ],
  explain: [
    ['The fields of a type', 'kubectl explain deployment.spec'],
    ['All of them down to the last', 'kubectl explain pods --recursive'],
  ],
  expose: [['A service before a deployment', 'kubectl expose deployment web --port=80 --target-port=8080']],
  get: [
    ['Pods of this namespace', 'kubectl get pods'],
    ['Everywhere, with addresses and nodes', 'kubectl get pods -A -o wide'],
    ['One object as YAML', 'kubectl get deployment web -o yaml'],
  ],
  label: [
    ['Give a node a label', 'kubectl label node node1 disk=ssd'],
    ['Take it away', 'kubectl label node node1 disk-'],
  ],
  logs: [
    ['What a pod printed', 'kubectl logs web'],
    ['Go on with the last lines of all pods with a label', 'kubectl logs -f -l app=web --tail=10'],
    ['What the container said before it was started anew', 'kubectl logs web -c nginx --previous'],
  ],
  patch: [
    ['Other replicas', `kubectl patch deployment web -p '{"spec":{"replicas":3}}'`],
    ['By JSON patch', `kubectl patch pod web --type=json -p '[{"op":"remove","path":"/metadata/labels/a"}]'`],
  ],
  'port-forward': [
    ['Port 8080 here is port 80 of a pod', 'kubectl port-forward pod/web 8080:80'],
    ['The same with a service', 'kubectl port-forward service/web 8080:http'],
  ],
  replace: [
    ['An object as the file has it', 'kubectl replace -f web.yaml'],
    ['Made anew', 'kubectl replace --force -f web.yaml'],
  ],
  'rollout history': [
    ['The revisions of a deployment', 'kubectl rollout history deployment/web'],
    ['One of them', 'kubectl rollout history deployment/web --revision=2'],
  ],
  'rollout restart': [['New pods, one after the other', 'kubectl rollout restart deployment/web']],
  'rollout status': [['Wait until all is rolled out', 'kubectl rollout status deployment/web --timeout=60s']],
  'rollout undo': [
    ['Back to the revision before', 'kubectl rollout undo deployment/web'],
    ['Back to a certain one', 'kubectl rollout undo deployment/web --to-revision=2'],
  ],
  run: [
    ['A pod', 'kubectl run web --image=nginx --port=80'],
    ['A shell that is gone afterwards', 'kubectl run shell --rm -it --image=busybox --restart=Never -- sh'],
  ],
  scale: [['Three replicas', 'kubectl scale deployment web --replicas=3']],
  'set image': [['Another image for one container', 'kubectl set image deployment/web nginx=nginx:1.29']],
  'set env': [['A variable for all containers', 'kubectl set env deployment/web COLOUR=red']],
  taint: [
    ['Only pods that tolerate it', 'kubectl taint nodes node1 dedicated=web:NoSchedule'],
    ['Take it away', 'kubectl taint nodes node1 dedicated:NoSchedule-'],
  ],
  uncordon: [['Let pods onto a node again', 'kubectl uncordon node2']],
  wait: [
    ['Until a pod is ready', 'kubectl wait --for=condition=Ready pod/web --timeout=60s'],
    ['Until it is gone', 'kubectl wait --for=delete pod/web'],
  ],
};
