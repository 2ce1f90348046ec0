import { awsError } from './api-error.ts';
import { AWS_ACCOUNT, AWS_REGION, type InstanceDescription, subnetId, VPC_ID } from './aws-account.ts';
import type { AwsOperations } from './operations.ts';

/** EC2, as far as the cluster's machines go. `instances` are all of them, whether a load balancer uses them or not. */
export function ec2Operations(instances: () => readonly InstanceDescription[]): AwsOperations {
  return {
    DescribeInstances: ({ InstanceIds, Filters }) => {
      const ids = Array.isArray(InstanceIds) ? InstanceIds.map(String) : [];
      const all = instances();
      const unknown = ids.find((id) => !all.some((instance) => instance.id === id));
      if (unknown !== undefined) {
        const why = `The instance ID '${unknown}' does not exist`;
        throw awsError('InvalidInstanceID.NotFound', 'DescribeInstances', why);
      }
      const wanted = all.filter(
        (instance) => (ids.length === 0 || ids.includes(instance.id)) && passes(instance, Filters),
      );
      return { Reservations: wanted.map(reservation) };
    },
  };
}

/** `aws sts get-caller-identity` */
export const stsOperations: AwsOperations = {
  GetCallerIdentity: () => ({
    UserId: 'AIDAEXAMPLELEARNER01',
    Account: AWS_ACCOUNT,
    Arn: `arn:aws:iam::${AWS_ACCOUNT}:user/learner`,
  }),
};

function reservation({ id, name, address, zone, launchedMs }: InstanceDescription) {
  const time = new Date(launchedMs).toISOString().replace(/\.\d+Z$/, '+00:00');
  return {
    Groups: [],
    Instances: [
      {
        InstanceId: id,
        InstanceType: 'm6i.xlarge',
        LaunchTime: time,
        Placement: { AvailabilityZone: zone, GroupName: '', Tenancy: 'default' },
        PrivateDnsName: `ip-${address.replaceAll('.', '-')}.${AWS_REGION}.compute.internal`,
        PrivateIpAddress: address,
        State: { Code: 16, Name: 'running' },
        SubnetId: subnetId(zone),
        VpcId: VPC_ID,
        Tags: tagsOf(name),
      },
    ],
    OwnerId: AWS_ACCOUNT,
    ReservationId: id.replace(/^i-/, 'r-'),
  };
}

function tagsOf(name: string) {
  return [
    { Key: 'Name', Value: name },
    { Key: 'kubernetes.io/cluster/cluster1', Value: 'owned' },
  ];
}

/** `Name=tag:Name,Values=node3` and the like. */
function passes(instance: InstanceDescription, filters: unknown): boolean {
  if (!Array.isArray(filters)) return true;
  return filters.every((filter: unknown) => {
    const { Name, Values } = (filter ?? {}) as { Name?: unknown; Values?: unknown };
    const values = Array.isArray(Values) ? Values.map(String) : [];
    return values.includes(filterValue(instance, String(Name)));
  });
}

function filterValue({ id, name, address, zone }: InstanceDescription, filter: string): string {
  switch (filter) {
    case 'tag:Name':
      return name;
    case 'instance-id':
      return id;
    case 'private-ip-address':
      return address;
    case 'availability-zone':
      return zone;
    case 'instance-state-name':
      return 'running';
    default:
      return '';
  }
}
