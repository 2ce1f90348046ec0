/** A refusal of the cloud's API: an HTTP status and a sentence that says what to do. */
export class CloudError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The API's refusals, in one table. */
export const cloudErrors = {
  noSuchLoadBalancer: (name: string, known: readonly string[]) =>
    new CloudError(
      404,
      `There is no load balancer "${name}". ${known.length > 0 ? `Known: ${known.join(', ')}.` : 'There is none at all.'}`,
    ),
  loadBalancerExists: (name: string) => new CloudError(409, `There is a load balancer "${name}" already.`),
  badTarget: (text: string) =>
    new CloudError(400, `"${text}" is not a target. Write NODE:PORT or ADDRESS:PORT, for example node3:32000.`),
  badPodTarget: (text: string) =>
    new CloudError(
      400,
      `"${text}" is not a target. This load balancer reaches pods: write POD:PORT, NAMESPACE/POD:PORT or ADDRESS:PORT.`,
    ),
  unknownPod: (name: string) =>
    new CloudError(400, `There is no running pod "${name}". Write POD:PORT or NAMESPACE/POD:PORT.`),
  targetsOfAnotherKind: (name: string, kind: string) =>
    new CloudError(409, `The targets of ${name} are ${kind}. Remove them first: lb target remove ${name} TARGET...`),
  badName: (name: string) =>
    new CloudError(400, `"${name}" is not a name. Use lower-case letters, digits and dashes, at most 63.`),
  tooManyLoadBalancers: (limit: number) =>
    new CloudError(
      409,
      `There are ${limit} load balancers already, which is the limit. Delete one that is not needed.`,
    ),
  controlled: (name: string, command: string | undefined) =>
    new CloudError(
      409,
      `${name} belongs to a controller of the cluster, which would undo this. ${command ? `Use the command ${command}, or change the Service.` : 'Change the Service.'}`,
    ),
  poolExhausted: (pool: string) =>
    new CloudError(409, `No address of ${pool} is free. Delete a load balancer that is not needed.`),
  addressTaken: (address: string, name: string) =>
    new CloudError(409, `${address} belongs to load balancer ${name} already. Choose another address.`),
  portTaken: (name: string, port: number) =>
    new CloudError(409, `${name} has a listener on port ${port} already. Remove it first, or choose another port.`),
  noSuchListener: (id: string) => new CloudError(404, `There is no listener "${id}".`),
  unknownNode: (name: string, known: readonly string[]) =>
    new CloudError(400, `There is no node "${name}". Nodes: ${known.join(', ')}.`),
  podNetwork: (address: string) =>
    new CloudError(
      400,
      `${address} is in the pod network, which this load balancer cannot reach. Targets must be nodes: NODE:PORT.`,
    ),
  targetExists: (name: string, target: string) => new CloudError(409, `${target} is a target of ${name} already.`),
  noSuchTarget: (name: string, target: string) => new CloudError(404, `${target} is not a target of ${name}.`),
  tooManyTargets: (name: string, limit: number) => new CloudError(400, `${name} takes at most ${limit} targets.`),
  badSetting: (key: string, value: string, allowed: string) =>
    new CloudError(400, `${key} cannot be "${value}". Allowed: ${allowed}.`),
  unknownSetting: (key: string) =>
    new CloudError(
      400,
      `There is no setting "${key}". Settings: algorithm, mode, health-check, proxy-protocol, source-ranges, targets.`,
    ),
  badBody: () => new CloudError(400, 'The request body must be a JSON object.'),
  bodyTooLarge: () => new CloudError(413, 'The request body is larger than 64 KiB.'),
  noSuchPath: (path: string) => new CloudError(404, `There is nothing at ${path}.`),
} as const;
