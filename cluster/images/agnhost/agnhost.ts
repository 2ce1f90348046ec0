import type { Image } from '../../kubelet/image.ts';
import type { Process, Program } from '../../machinery/machine.ts';
import { ended } from '../../machinery/process-end.ts';
import { busyboxPrograms } from '../busybox.ts';
import { apkPrograms } from '../package-managers.ts';
import { alpineUserland, withPackages } from '../userlands.ts';
import { connect } from './connect.ts';
import { crdConversionWebhook } from './crd-conversion-webhook.ts';
import { dnsServerList, dnsSuffix, etcHosts } from './dns.ts';
import { entrypointTester } from './entrypoint-tester.ts';
import { fakeGitServer } from './fake-git-server.ts';
import { grpcHealthChecking } from './grpc-health-checking.ts';
import { guestbook } from './guestbook.ts';
import { issuerDiscovery } from './issuer-discovery.ts';
import { liveness } from './liveness.ts';
import { logsGenerator } from './logs-generator.ts';
import { mounttest } from './mounttest.ts';
import { netexec } from './netexec.ts';
import { nettest } from './nettest.ts';
import { porter } from './porter.ts';
import { serveHostname } from './serve-hostname.ts';
import { tcpReset } from './tcp-reset.ts';
import { testWebserver } from './test-webserver.ts';
import { webhook } from './webhook.ts';

/** The test image's subcommands (kubernetes/test/images/agnhost). */
const SUBCOMMANDS: Readonly<Record<string, Program>> = {
  connect,
  'crd-conversion-webhook': crdConversionWebhook,
  'dns-server-list': dnsServerList,
  'dns-suffix': dnsSuffix,
  'entrypoint-tester': entrypointTester,
  'etc-hosts': etcHosts,
  'fake-gitserver': fakeGitServer,
  'grpc-health-checking': grpcHealthChecking,
  guestbook,
  liveness,
  'logs-generator': logsGenerator,
  mounttest,
  netexec,
  nettest,
  pause,
  porter,
  'serve-hostname': serveHostname,
  'tcp-reset': tcpReset,
  'test-service-account-issuer-discovery': issuerDiscovery,
  'test-webserver': testWebserver,
  webhook,
};

/** Kubernetes' own test image. */
export const agnhostImage: Image = {
  repository: 'registry.k8s.io/e2e-test-images/agnhost',
  sizeBytes: 53_621_675,
  entrypoint: ['/agnhost'],
  defaultArguments: ['pause'],
  programs: { ...busyboxPrograms, ...apkPrograms, agnhost, 'agnhost-2': agnhost },
  userland: withPackages(alpineUserland, 'bash', 'conntrack', 'curl', 'dig', 'host', 'iptables', 'iptables-save', 'ss'),
  programPaths: ['/agnhost', '/agnhost-2'],
  files: {
    '/etc/passwd':
      'root:x:0:0:root:/root:/bin/ash\nnobody:x:65534:65534:nobody:/:/sbin/nologin\nuser-defined-in-image:x:1000:1000:Linux User,,,:/home/user-defined-in-image:/bin/ash\n',
    '/etc/group':
      'root:x:0:root\nuser-defined-in-image:x:1000:\ngroup-defined-in-image:x:50000:user-defined-in-image\n',
  },
  directories: ['/uploads'],
  ports: [80, 8080, 8081, 9376, 5000],
};

async function agnhost(process: Process): Promise<number> {
  const name = process.args[1];
  const subcommand = name === undefined ? undefined : SUBCOMMANDS[name];
  if (subcommand) return subcommand(process);
  if (name === '--version') {
    await process.stdout.write(Buffer.from('app version 2.56\n'));
    return 0;
  }
  if (name === undefined) return 0;
  await process.stderr.write(Buffer.from(`Error: unknown command "${name}" for "app"\nRun 'app --help' for usage.\n`));
  return 1;
}

async function pause(process: Process): Promise<number> {
  await process.stdout.write(Buffer.from('Paused\n'));
  await ended(process);
  return 0;
}
