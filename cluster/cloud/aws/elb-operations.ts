import { awsError } from './api-error.ts';
import { AWS_ACCOUNT, ELB_ZONE_ID, securityGroupId, subnetId, VPC_ID } from './aws-account.ts';
import type { ClassicLoadBalancer, ClassicLoadBalancers } from './classic-load-balancers.ts';
import type { AwsOperations } from './operations.ts';

const PROXY_POLICY = 'k8s-proxyprotocol-enabled';
const DRAIN_SECONDS = 300;

/** Elastic Load Balancing, API version 2012-06-01: what is there. */
export function elbOperations(elb: ClassicLoadBalancers): AwsOperations {
  const named = (operation: string, parameters: Readonly<Record<string, unknown>>) => {
    const name = String(parameters['LoadBalancerName'] ?? '');
    const balancer = elb.get(name);
    if (!balancer) throw noSuchBalancer(operation, name);
    return balancer;
  };
  return {
    DescribeLoadBalancers: (parameters) => {
      const names = textsOf(parameters['LoadBalancerNames']);
      for (const name of names) if (!elb.get(name)) throw noSuchBalancer('DescribeLoadBalancers', name);
      const wanted = elb.list().filter(({ name }) => names.length === 0 || names.includes(name));
      return { LoadBalancerDescriptions: wanted.map(describe) };
    },
    DescribeInstanceHealth: (parameters) => {
      const balancer = named('DescribeInstanceHealth', parameters);
      const wanted = textsOf(parameters['Instances']);
      const states = elb
        .states(balancer)
        .filter(({ instanceId }) => wanted.length === 0 || wanted.includes(instanceId));
      const unknown = wanted.find((id) => !balancer.instances.some((instance) => instance.id === id));
      if (unknown !== undefined) {
        const why = `Could not find EC2 instance ${unknown}.`;
        throw awsError('InvalidInstance', 'DescribeInstanceHealth', why);
      }
      return {
        InstanceStates: states.map(({ instanceId, state, reasonCode, description }) => ({
          InstanceId: instanceId,
          State: state,
          ReasonCode: reasonCode,
          Description: description,
        })),
      };
    },
    DescribeLoadBalancerAttributes: (parameters) => {
      const { demand } = named('DescribeLoadBalancerAttributes', parameters);
      return {
        LoadBalancerAttributes: {
          CrossZoneLoadBalancing: { Enabled: false },
          AccessLog: { Enabled: false },
          ConnectionDraining: { Enabled: false, Timeout: DRAIN_SECONDS },
          ConnectionSettings: { IdleTimeout: demand.idleTimeoutSeconds },
          AdditionalAttributes: [{ Key: 'elb.http.desyncmitigationmode', Value: 'defensive' }],
        },
      };
    },
    DescribeLoadBalancerPolicies: (parameters) => {
      const { demand } = named('DescribeLoadBalancerPolicies', parameters);
      return { PolicyDescriptions: demand.proxyProtocol ? [proxyPolicy] : [] };
    },
    DescribeTags: (parameters) => ({
      TagDescriptions: textsOf(parameters['LoadBalancerNames']).map((name) => {
        const balancer = elb.get(name);
        if (!balancer) throw noSuchBalancer('DescribeTags', name);
        const tags = Object.entries(balancer.tags).map(([Key, Value]) => ({ Key, Value }));
        return { LoadBalancerName: name, Tags: tags };
      }),
    }),
  };
}

const proxyPolicy = {
  PolicyName: PROXY_POLICY,
  PolicyTypeName: 'ProxyProtocolPolicyType',
  PolicyAttributeDescriptions: [{ AttributeName: 'ProxyProtocol', AttributeValue: 'true' }],
};

function describe(balancer: ClassicLoadBalancer) {
  const { name, dnsName, demand, instances, createdMs } = balancer;
  const { healthCheck, proxyProtocol, ports, internal } = demand;
  const zones = [...new Set(instances.map(({ zone }) => zone))].sort();
  return {
    LoadBalancerName: name,
    DNSName: dnsName,
    CanonicalHostedZoneName: dnsName,
    CanonicalHostedZoneNameID: ELB_ZONE_ID,
    ListenerDescriptions: ports.map(({ port, nodePort }) => ({
      Listener: { Protocol: 'TCP', LoadBalancerPort: port, InstanceProtocol: 'TCP', InstancePort: nodePort },
      PolicyNames: [],
    })),
    Policies: {
      AppCookieStickinessPolicies: [],
      LBCookieStickinessPolicies: [],
      OtherPolicies: proxyProtocol ? [PROXY_POLICY] : [],
    },
    BackendServerDescriptions: proxyProtocol
      ? ports.map(({ nodePort }) => ({ InstancePort: nodePort, PolicyNames: [PROXY_POLICY] }))
      : [],
    AvailabilityZones: zones,
    Subnets: zones.map(subnetId),
    VPCId: VPC_ID,
    Instances: instances.map(({ id }) => ({ InstanceId: id })),
    HealthCheck: {
      Target: healthCheck.target,
      Interval: healthCheck.interval,
      Timeout: healthCheck.timeout,
      UnhealthyThreshold: healthCheck.unhealthyThreshold,
      HealthyThreshold: healthCheck.healthyThreshold,
    },
    SourceSecurityGroup: { OwnerAlias: AWS_ACCOUNT, GroupName: `k8s-elb-${name}` },
    SecurityGroups: [securityGroupId(name)],
    CreatedTime: awsTime(createdMs),
    Scheme: internal ? 'internal' : 'internet-facing',
  };
}

function noSuchBalancer(operation: string, name: string) {
  return awsError('LoadBalancerNotFound', operation, `There is no ACTIVE Load Balancer named '${name}'`);
}

/** `2026-01-05T09:00:00.120000+00:00` */
function awsTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000+00:00');
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
