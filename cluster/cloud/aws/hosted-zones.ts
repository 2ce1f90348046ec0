import type { HostedZoneOptions } from '../zone/hosted-zone.ts';
import { AWS_REGION } from './aws-account.ts';

const AUTHORITY = 'awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400';

/** The account's hosted zone, in which the cluster's names stand. */
export const DEVCLUSTER_ZONE: HostedZoneOptions = {
  id: 'Z3URY6TWQ91KVV',
  name: 'devcluster.openshift.com.',
  comment: '',
  nameServers: ['ns-518.awsdns-00.net.', 'ns-1124.awsdns-12.org.', 'ns-1877.awsdns-42.co.uk.', 'ns-275.awsdns-34.com.'],
  authority: `ns-518.awsdns-00.net. ${AUTHORITY}`,
};

/** AWS' own zone, in which load balancers get their names. */
export const ELB_ZONE: HostedZoneOptions = {
  id: 'Z1H1FL5HABSF5',
  name: `${AWS_REGION}.elb.amazonaws.com.`,
  comment: '',
  owner: 'service',
  nameServers: ['ns-332.awsdns-41.com.', 'ns-560.awsdns-06.net.', 'ns-1209.awsdns-23.org.', 'ns-1869.awsdns-41.co.uk.'],
  authority: `ns-332.awsdns-41.com. ${AUTHORITY.replace(' 86400', ' 60')}`,
};
