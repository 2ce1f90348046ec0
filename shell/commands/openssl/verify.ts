import { X509Certificate } from 'node:crypto';
import type { Certificate } from './certificate.ts';
import { readCertificate } from './certificate.ts';
import { nameText } from './distinguished-name.ts';
import { OpensslError } from './failure.ts';
import { pemBlock, type Tool } from './tool.ts';
import { loadCertificate } from './x509.ts';

/** Certificates that a chain may have. */
const MOST_DEPTH = 10;

/** openssl-verify(1) with -CAfile and -untrusted. */
export async function verify(tool: Tool): Promise<number> {
  const trusted = await bundle(tool, tool.value('CAfile') ?? tool.value('trusted'));
  const untrusted = await bundle(tool, tool.value('untrusted'));
  let status = 0;
  for (const name of tool.operands) {
    const certificate = await loadCertificate(tool, name);
    const problem = chainProblem(certificate, trusted, untrusted, tool.process.machine.clock.now());
    if (!problem) {
      await tool.print(`${name}: OK\n`);
      continue;
    }
    status = 2;
    const { depth, number, reason, subject } = problem;
    await tool.note(
      `${nameText(subject)}\nerror ${number} at ${depth} depth lookup: ${reason}\nerror ${name}: verification failed\n`,
    );
  }
  return status;
}

async function bundle(tool: Tool, name: string | undefined): Promise<Certificate[]> {
  if (name === undefined) return [];
  const text = (await tool.input(name, 'certificate')).toString('latin1');
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new OpensslError(`Error loading file ${name}`);
  return blocks.flatMap((block) => {
    const der = pemBlock(Buffer.from(`${block}\n`), /^CERTIFICATE$/)?.der;
    return der ? [readCertificate(der)] : [];
  });
}

interface Problem {
  readonly depth: number;
  readonly number: number;
  readonly reason: string;
  readonly subject: Buffer;
}

/** What OpenSSL says of a chain (X509_STORE_CTX_get_error(3)), or null. */
function chainProblem(
  leaf: Certificate,
  trusted: readonly Certificate[],
  untrusted: readonly Certificate[],
  nowMs: number,
): Problem | null {
  let current = leaf;
  for (let depth = 0; depth <= MOST_DEPTH; depth++) {
    const problem = (number: number, reason: string) => ({ depth, number, reason, subject: current.subject });
    if (current.notAfterMs < nowMs) return problem(10, 'certificate has expired');
    if (current.notBeforeMs > nowMs) return problem(9, 'certificate is not yet valid');
    if (trusted.some(({ der }) => der.equals(current.der))) return null;
    const selfSigned = current.subject.equals(current.issuer);
    if (selfSigned)
      return depth === 0
        ? problem(18, 'self-signed certificate')
        : problem(19, 'self-signed certificate in certificate chain');
    const issuer = [...trusted, ...untrusted].find(({ subject }) => subject.equals(current.issuer));
    if (!issuer) return problem(20, 'unable to get local issuer certificate');
    const signed = new X509Certificate(current.der).verify(new X509Certificate(issuer.der).publicKey);
    if (!signed) return problem(7, 'certificate signature failure');
    current = issuer;
  }
  return { depth: MOST_DEPTH, number: 22, reason: 'certificate chain too long', subject: current.subject };
}
