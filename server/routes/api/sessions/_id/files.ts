import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { FileReply } from '../../../../drivers/driver.ts';
import { SessionParams } from '../../../../schemas/parameters.ts';
import { FileList, FileText, NewFileText, Problem } from '../../../../schemas/sessions.ts';
import { refusals } from '../../../../sessions/refusal.ts';

const FileParams = Type.Object({ ...SessionParams.properties, '*': Type.String({ maxLength: 512 }) });
const refused = { 400: Problem, 404: Problem, 410: Problem };

const DOWNLOAD_MAX_BYTES = 16 * 1024 * 1024;

/** Files of the learner's home. */
const files: FastifyPluginAsyncTypebox = async (app) => {
  const { sessions } = app.dependencies;

  app.get(
    '/files',
    { schema: { summary: 'Paths in the home', params: SessionParams, response: { 200: FileList, ...refused } } },
    async (request) => {
      const session = await sessions.get(app.learner(request), request.params.id);
      return { paths: paths(await (await session.cluster()).files({ kind: 'list' })) };
    },
  );

  app.get(
    '/files/raw',
    {
      schema: {
        summary: 'A file of the home as it is, to be saved: captures, archives',
        params: SessionParams,
        querystring: Type.Object({ path: Type.String({ maxLength: 512 }) }),
        response: { 200: Type.Unsafe<Buffer>(Type.Any()), ...refused },
      },
    },
    async (request, reply) => {
      const path = homePath(request.query.path);
      const session = await sessions.get(app.learner(request), request.params.id);
      const found = await (await session.cluster()).files({ kind: 'download', path, limitBytes: DOWNLOAD_MAX_BYTES });
      if (found.kind !== 'bytes') throw refusals.noFile(path, found.kind === 'refused' ? found.reason : '');
      reply
        .type('application/octet-stream')
        .header(
          'content-disposition',
          `attachment; filename*=UTF-8''${encodeURIComponent(path.split('/').at(-1) ?? '')}`,
        )
        .header('x-content-type-options', 'nosniff');
      return reply.send(Buffer.from(found.base64, 'base64'));
    },
  );

  app.get(
    '/files/*',
    { schema: { summary: 'A file of the home', params: FileParams, response: { 200: FileText, ...refused } } },
    async (request) => {
      const path = homePath(request.params['*']);
      const session = await sessions.get(app.learner(request), request.params.id);
      const reply = await (await session.cluster()).files({ kind: 'read', path });
      if (reply.kind !== 'text') throw refusals.noFile(path, reply.kind === 'refused' ? reply.reason : '');
      return { path, text: reply.text };
    },
  );

  app.put(
    '/files/*',
    {
      schema: {
        summary: 'Writes a file of the home',
        params: FileParams,
        body: NewFileText,
        response: { 200: FileText, ...refused },
      },
    },
    async (request) => {
      const path = homePath(request.params['*']);
      const { text } = request.body;
      const session = await sessions.get(app.learner(request), request.params.id);
      const reply = await (await session.cluster()).files({ kind: 'write', path, text });
      if (reply.kind === 'refused') throw refusals.noFile(path, reply.reason);
      return { path, text };
    },
  );
};

/** `~/a/b.yaml` and `a/b.yaml` are the same file; nothing leads out of the home. */
function homePath(written: string): string {
  const path = written.replace(/^~\//, '');
  const parts = path.split('/');
  if (path === '' || parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0'))) {
    throw refusals.badPath();
  }
  return path;
}

function paths(reply: FileReply): string[] {
  return reply.kind === 'paths' ? [...reply.paths] : [];
}

export default files;
