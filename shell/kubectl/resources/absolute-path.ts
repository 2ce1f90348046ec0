import type { Session } from '../session.ts';

/** A path of the command line as the file system knows it. */
export function absolute(session: Session, path: string): string {
  const whole = path.startsWith('/') ? path : `${session.process.workingDirectory}/${path}`;
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
