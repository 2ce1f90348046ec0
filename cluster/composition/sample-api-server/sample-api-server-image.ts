import type { ApiServer } from '../../apiserver/api-server.ts';
import { parseFlags } from '../../images/agnhost/flags.ts';
import { readCertificate } from '../../images/agnhost/tls-files.ts';
import { logLine, runHttpService } from '../../images/http-service.ts';
import type { Image } from '../../kubelet/image.ts';
import type { Process } from '../../machinery/machine.ts';
import { createSampleApiServer } from './sample-api-server.ts';

const SECURE_PORT = 443;

/** k8s.io/sample-apiserver, an API server to aggregate: flunders and fischers of wardle.example.com/v1alpha1. */
export function createSampleApiServerImage(main: () => ApiServer): Image {
  return {
    repository: 'registry.k8s.io/e2e-test-images/sample-apiserver',
    sizeBytes: 18_541_328,
    entrypoint: ['/sample-apiserver'],
    distroless: true,
    programs: { 'sample-apiserver': (process) => serve(process, main()) },
  };
}

async function serve(process: Process, main: ApiServer): Promise<number> {
  const flags = parseFlags(process.args.slice(1));
  const port = flags.number('secure-port', SECURE_PORT);
  const paths = [flags.text('tls-cert-file'), flags.text('tls-private-key-file')] as const;
  if (paths.includes('')) {
    logLine(process, 'error: --tls-cert-file and --tls-private-key-file must be set');
    return 1;
  }
  const tls = await readCertificate(process, ...paths);
  const api = await createSampleApiServer(process.machine, main);
  logLine(process, `Serving securely on [::]:${port}`);
  return runHttpService(process, { port, program: 'sample-apiserver', tls }, ({ request, response }) =>
    api.handleRequest(request, response),
  );
}
