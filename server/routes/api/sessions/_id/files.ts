import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { FileReply } from '../../../../drivers/driver.ts';
import { SessionParams } from '../../../../schemas/parameters.ts';
import { FileList, FileText, NewFileText, Problem } from '../../../../schemas/sessions.ts';
import { refusals } from '../../../../sessions/refusal.ts';

const FileParams = Type.Object({ ...SessionParams.properties, '*': Type.String({ maxLength: 512 }) });
const refused = { 400: Problem, 404: Problem, 410: Problem };

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
