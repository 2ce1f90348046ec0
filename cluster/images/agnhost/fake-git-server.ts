import type { Process } from '../../machinery/machine.ts';
import { runHttpService } from '../http-service.ts';

/** Answers everything with a line, as the git server of volume tests does. */
export function fakeGitServer(process: Process): Promise<number> {
  return runHttpService(process, { port: 8000, program: 'agnhost' }, ({ response }) =>
    response.end('I am a fake git server'),
  );
}
