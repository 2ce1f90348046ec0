/** One operation: how its options become the API's parameters. */
export interface AwsCommand {
  readonly operation: string;
  readonly options: readonly AwsOption[];
}

export interface AwsOption {
  /** `load-balancer-name` */
  readonly name: string;
  readonly parameter: string;
  /** `list`: words up to the next option; `json`: JSON, or a file with it; `filters`: `Name=…,Values=…` */
  readonly kind: 'text' | 'list' | 'json' | 'filters';
  readonly isRequired?: boolean;
}

const text = (name: string, parameter: string, isRequired = false): AwsOption => ({
  name,
  parameter,
  kind: 'text',
  isRequired,
});
const list = (name: string, parameter: string, isRequired = false): AwsOption => ({
  name,
  parameter,
  kind: 'list',
  isRequired,
});

const BALANCER = text('load-balancer-name', 'LoadBalancerName', true);
const ZONE = text('hosted-zone-id', 'HostedZoneId', true);

/** Services and their operations, as one types them. */
export const SERVICES: Readonly<Record<string, Readonly<Record<string, AwsCommand>>>> = {
  ec2: {
    'describe-instances': {
      operation: 'DescribeInstances',
      options: [list('instance-ids', 'InstanceIds'), { name: 'filters', parameter: 'Filters', kind: 'filters' }],
    },
  },
  elb: {
    'describe-instance-health': {
      operation: 'DescribeInstanceHealth',
      options: [BALANCER, list('instances', 'Instances')],
    },
    'describe-load-balancer-attributes': { operation: 'DescribeLoadBalancerAttributes', options: [BALANCER] },
    'describe-load-balancer-policies': {
      operation: 'DescribeLoadBalancerPolicies',
      options: [text('load-balancer-name', 'LoadBalancerName')],
    },
    'describe-load-balancers': {
      operation: 'DescribeLoadBalancers',
      options: [list('load-balancer-names', 'LoadBalancerNames')],
    },
    'describe-tags': { operation: 'DescribeTags', options: [list('load-balancer-names', 'LoadBalancerNames', true)] },
  },
  route53: {
    'change-resource-record-sets': {
      operation: 'ChangeResourceRecordSets',
      options: [ZONE, { name: 'change-batch', parameter: 'ChangeBatch', kind: 'json', isRequired: true }],
    },
    'get-change': { operation: 'GetChange', options: [text('id', 'Id', true)] },
    'get-hosted-zone': { operation: 'GetHostedZone', options: [text('id', 'Id', true)] },
    'list-hosted-zones': { operation: 'ListHostedZones', options: [] },
    'list-hosted-zones-by-name': { operation: 'ListHostedZonesByName', options: [text('dns-name', 'DNSName')] },
    'list-resource-record-sets': { operation: 'ListResourceRecordSets', options: [ZONE] },
  },
  sts: { 'get-caller-identity': { operation: 'GetCallerIdentity', options: [] } },
};
