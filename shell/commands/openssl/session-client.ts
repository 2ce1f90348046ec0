import tls from 'node:tls';
import { type MachineSocket, NETWORK_ERROR_TEXTS, NetworkError } from '../../../cluster/machinery/machine.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { dateText } from './certificate-text.ts';
import { childrenOf, oidText, readDer } from './der.ts';
import { nameText } from './distinguished-name.ts';
import { OpensslError } from './failure.ts';
import { ALGORITHMS } from './object-names.ts';
import { pemText, type Tool } from './tool.ts';

const DASHES = '---\n';

const VERIFICATION: ReadonlyMap<string, readonly [number, string]> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', [18, 'self-signed certificate']],
  ['SELF_SIGNED_CERT_IN_CHAIN', [19, 'self-signed certificate in certificate chain']],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', [21, 'unable to verify the first certificate']],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', [20, 'unable to get local issuer certificate']],
  ['CERT_HAS_EXPIRED', [10, 'certificate has expired']],
  ['CERT_NOT_YET_VALID', [9, 'certificate is not yet valid']],
]);

/** openssl-s_client(1): a TLS session, told of; then standard input to the server and back. */
export async function sessionClient(tool: Tool): Promise<number> {
  const target = tool.value('connect') ?? tool.operands[0] ?? 'localhost:4433';
  const [, host = '', port = '4433'] = /^(.*?)(?::(\d+))?$/.exec(target) ?? [];
  const raw = await connect(tool, host, Number(port));
  if (!tool.has('brief')) await tool.print(`CONNECTED(00000003)\n`);
  const stop = () => raw.destroy();
  tool.process.signal.addEventListener('abort', stop, { once: true });
  try {
    const socket = await handshake(tool, raw, host);
    await tellVerification(tool, socket);
    if (tool.has('brief')) await brief(tool, socket, raw);
    else await tool.print(sessionText(tool, socket, await sentChain(tool, socket)));
    await talk(tool, socket);
    return 0;
  } finally {
    tool.process.signal.removeEventListener('abort', stop);
    raw.destroy();
  }
}

async function connect(tool: Tool, host: string, port: number): Promise<MachineSocket> {
  const { network } = tool.process.machine;
  const id = `40${tool.process.machine.random.integer(0x1000000).toString(16).toUpperCase().padStart(6, '0')}0E7F0000`;
  try {
    const address = /^\d+(\.\d+){3}$/.test(host) ? host : (await network.lookup(host))[0]!;
    return await network.dial(address, port, { signal: tool.process.signal });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    if (error.isUnresolved) {
      throw new OpensslError(
        `${id}:error:10080002:BIO routines:BIO_lookup_ex:system lib:../crypto/bio/bio_addr.c:738:${NETWORK_ERROR_TEXTS[error.code]}\nconnect:errno=22`,
      );
    }
    const number = { ECONNREFUSED: 111, ETIMEDOUT: 110, EHOSTUNREACH: 113, ENETUNREACH: 101 }[String(error.code)] ?? 5;
    throw new OpensslError(
      `${id}:error:8000006F:system library:BIO_connect:${error.message}:../crypto/bio/bio_sock2.c:117:calling connect()\n${id}:error:10000067:BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:119:\nconnect:errno=${number}`,
    );
  }
}

async function handshake(tool: Tool, raw: MachineSocket, host: string): Promise<tls.TLSSocket> {
  const file = tool.value('CAfile');
  const ca = file === undefined ? [] : [(await tool.input(file, 'file')).toString('utf8')];
  const [cert, key] = [tool.value('cert'), tool.value('key')];
  const servername = tool.value('servername') ?? (/^[\d.]+$/.test(host) || tool.has('noservername') ? undefined : host);
  const own =
    cert === undefined
      ? {}
      : { cert: await tool.input(cert, 'certificate'), key: await tool.input(key ?? cert, 'private key') };
  const protocols = tool.value('alpn')?.split(',');
  return new Promise((resolve, reject) => {
    const socket = tls.connect({
      socket: raw,
      ca,
      ...own,
      ...(servername !== undefined && { servername }),
      ...(protocols && { ALPNProtocols: protocols }),
      ...(tool.has('tls1_2') && { maxVersion: 'TLSv1.2' as const }),
      ...(tool.has('tls1_3') && { minVersion: 'TLSv1.3' as const }),
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    socket.once('secureConnect', () => resolve(socket));
    socket.once('error', (error: Error) => reject(noSession(tool, error)));
  });
}

/** What is told when there was no handshake. */
function noSession(tool: Tool, error: Error): OpensslError {
  const id = `40${tool.process.machine.random.integer(0x1000000).toString(16).toUpperCase().padStart(6, '0')}0E7F0000`;
  const why = /wrong version number/i.test(error.message)
    ? `${id}:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl/record/ssl3_record.c:354:`
    : `write:errno=104`;
  return new OpensslError(why);
}

function chainOf(socket: tls.TLSSocket): Certificate[] {
  const chain: Certificate[] = [];
  let peer = socket.getPeerCertificate(true);
  while (peer?.raw && chain.length < 10) {
    chain.push(readCertificate(peer.raw));
    if (!peer.issuerCertificate || peer.issuerCertificate === peer) break;
    peer = peer.issuerCertificate;
  }
  return chain;
}

const verdict = (socket: tls.TLSSocket): readonly [number, string] =>
  socket.authorized || !socket.authorizationError
    ? [0, 'ok']
    : (VERIFICATION.get(String(socket.authorizationError)) ?? [1, String(socket.authorizationError)]);

/** Verification's steps, on standard error; -brief tells of errors alone. */
async function tellVerification(tool: Tool, socket: tls.TLSSocket): Promise<void> {
  if (!(socket as { servername?: string | false }).servername) await tool.note("Can't use SSL_get_servername\n");
  const chain = chainOf(socket);
  const [number, reason] = verdict(socket);
  const brief = tool.has('brief');
  const step = (depth: number, problem: string) =>
    tool.note(`depth=${depth} ${nameText(chain[depth]!.subject)}\n${problem}${brief ? '' : 'verify return:1\n'}`);
  if (number === 0) {
    for (let depth = chain.length - 1; depth >= 0 && !brief; depth--) await step(depth, '');
    return;
  }
  if (number === 21) await step(0, 'verify error:num=20:unable to get local issuer certificate\n');
  await step(0, `verify error:num=${number}:${reason}\n`);
  if (!brief) await step(0, '');
}

/** What the server sent: node adds the authority that it knows itself. */
async function sentChain(tool: Tool, socket: tls.TLSSocket): Promise<Certificate[]> {
  const file = tool.value('CAfile');
  const known = file === undefined ? '' : (await tool.input(file, 'file')).toString('latin1').replace(/\s/g, '');
  const [leaf, ...others] = chainOf(socket);
  return leaf ? [leaf, ...others.filter(({ der }) => !known.includes(der.toString('base64')))] : [];
}

function chainText(tool: Tool, chain: readonly Certificate[]): string {
  const shown = tool.has('showcerts');
  const lines = chain.map((certificate, depth) => {
    const key = childrenOf(childrenOf(readDer(certificate.publicKey))[0]!);
    const kind = ALGORITHMS.get(oidText(key[0]!)) ?? '';
    const signed = (ALGORITHMS.get(certificate.signatureOid) ?? '').replace(
      /^(sha\d+)With(RSA)Encryption$/,
      (_, hash: string) => `RSA-${hash.toUpperCase()}`,
    );
    const bits = keyBits(certificate);
    return [
      ` ${depth} s:${nameText(certificate.subject)}\n   i:${nameText(certificate.issuer)}\n`,
      `   a:PKEY: ${kind}, ${bits} (bit); sigalg: ${signed}\n`,
      `   v:NotBefore: ${dateText(certificate.notBeforeMs)}; NotAfter: ${dateText(certificate.notAfterMs)}\n`,
      shown ? pemText('CERTIFICATE', certificate.der) : '',
    ].join('');
  });
  return `${DASHES}Certificate chain\n${lines.join('')}`;
}

function keyBits({ publicKey }: Certificate): number {
  const [algorithm, bits] = childrenOf(readDer(publicKey));
  const key = bits!.content.subarray(1);
  if (ALGORITHMS.get(oidText(childrenOf(algorithm!)[0]!)) !== 'rsaEncryption') return ((key.length - 1) / 2) * 8;
  return childrenOf(readDer(key))[0]!.content.toString('hex').replace(/^0+/, '').length * 4;
}

function sessionText(tool: Tool, socket: tls.TLSSocket, chain: readonly Certificate[]): string {
  const [leaf] = chain;
  const [number, reason] = verdict(socket);
  const cipher = socket.getCipher();
  const protocol = socket.getProtocol() ?? '';
  const alpn = socket.alpnProtocol ? `ALPN protocol: ${socket.alpnProtocol}\n` : 'No ALPN negotiated\n';
  const signature = leaf && ALGORITHMS.get(leaf.signatureOid)?.startsWith('ecdsa') ? 'ECDSA' : 'RSA-PSS';
  return [
    chainText(tool, chain),
    leaf
      ? `${DASHES}Server certificate\n${tool.has('showcerts') ? '' : pemText('CERTIFICATE', leaf.der)}subject=${nameText(leaf.subject)}\nissuer=${nameText(leaf.issuer)}\n`
      : `${DASHES}no peer certificate available\n`,
    `${DASHES}No client certificate CA names sent\nPeer signing digest: SHA256\nPeer signature type: ${signature}\nServer Temp Key: X25519, 253 bits\n`,
    `${DASHES}SSL handshake has read ${socket.bytesRead} bytes and written ${socket.bytesWritten} bytes\n`,
    number === 0 ? 'Verification: OK\n' : `Verification error: ${reason}\n`,
    `${DASHES}New, ${protocol}, Cipher is ${cipher.name}\n`,
    `Server public key is ${leaf ? keyBits(leaf) : 0} bit\nSecure Renegotiation IS NOT supported\nCompression: NONE\nExpansion: NONE\n`,
    `${alpn}Early data was not sent\nVerify return code: ${number} (${reason})\n${DASHES}`,
  ].join('');
}

async function brief(tool: Tool, socket: tls.TLSSocket, raw: MachineSocket): Promise<void> {
  const [leaf] = chainOf(socket);
  const [number, reason] = verdict(socket);
  const signature = leaf && ALGORITHMS.get(leaf.signatureOid)?.startsWith('ecdsa') ? 'ECDSA' : 'RSA-PSS';
  await tool.note(
    [
      'CONNECTION ESTABLISHED\n',
      `Protocol version: ${socket.getProtocol()}\nCiphersuite: ${socket.getCipher().name}\n`,
      leaf ? `Peer certificate: ${nameText(leaf.subject)}\n` : '',
      `Hash used: SHA256\nSignature type: ${signature}\n`,
      number === 0 ? 'Verification: OK\n' : `Verification error: ${reason}\n`,
      'Server Temp Key: X25519, 253 bits\n',
    ].join(''),
  );
  raw.setNoDelay(true);
}

/** Standard input to the server, its answers to standard output; `DONE` when the input ends. */
async function talk(tool: Tool, socket: tls.TLSSocket): Promise<void> {
  const { stdin, stdout } = tool.process;
  let done = false;
  const received = (async () => {
    try {
      for await (const chunk of socket) await stdout.write(chunk as Buffer);
      if (!done) await tool.print('closed\n');
    } catch {
      // Reset: the session is over.
    }
  })();
  const sent = (async () => {
    for (let chunk = await stdin.read(); chunk; chunk = await stdin.read()) {
      if (/^Q(\n|$)/.test(Buffer.from(chunk).toString('latin1')) && !tool.has('quiet') && !tool.has('ign_eof')) break;
      socket.write(chunk);
    }
    if (tool.has('ign_eof') || tool.has('quiet')) return received;
    done = true;
    await tool.note('DONE\n');
    socket.end();
    socket.destroy();
  })();
  await Promise.race([received, sent]);
}
