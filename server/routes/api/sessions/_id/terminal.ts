import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { WebSocket } from 'ws';
import { SessionParams } from '../../../../schemas/parameters.ts';
import type { SharedTerminal, TerminalViewer } from '../../../../sessions/shared-terminal.ts';

const Extent = Type.Integer({ minimum: 1, maximum: 1000 });

/** With the page's size the screen it gets is made for that. */
const TerminalQuery = Type.Object({
  terminal: Type.Integer({ minimum: 1, maximum: 4, default: 1 }),
  cols: Type.Optional(Extent),
  rows: Type.Optional(Extent),
});

const ControlMessage = Type.Object({ type: Type.Literal('resize'), cols: Extent, rows: Extent });

/** Close codes of RFC 6455, section 7.4.1. */
const POLICY_VIOLATION = 1008;

/** Binary frames are the terminal's bytes, text frames are control messages: `resize` to here, `size` from here. */
const terminal: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/terminal',
    {
      websocket: true,
      schema: { hide: true, params: SessionParams, querystring: TerminalQuery },
      // Refused before the upgrade, so that the reason can be read.
      preHandler: async (request) => {
        const session = await app.dependencies.sessions.get(app.learner(request), request.params.id);
        request.terminal = await session.terminal(request.query.terminal);
      },
    },
    (socket, request) => {
      const opened = request.terminal;
      if (!opened) return socket.close(POLICY_VIOLATION);
      const { cols, rows } = request.query;
      const typist = new Typist(socket, opened);
      const attached = opened.attach(viewer(socket), cols && rows ? { columns: cols, rows } : null);
      socket.on('close', () => attached.leave());
      socket.on('error', () => socket.terminate());
      socket.on('message', (data: Buffer, isBinary) => {
        if (isBinary) {
          void typist.type(data);
          return;
        }
        const message = parse(data.toString('utf8'));
        if (!Value.Check(ControlMessage, message)) return socket.close(POLICY_VIOLATION, 'expected {type, cols, rows}');
        attached.resize({ columns: message.cols, rows: message.rows });
      });
    },
  );
};

/** Beyond this of a long paste that the terminal has no room for yet, nothing more is read from the page. */
const UNTYPED_BYTES = 2 * 1024 * 1024;

/** Passes on what the page types; keys go on after a long paste, so that Ctrl-C ends it. */
class Typist {
  readonly #socket: WebSocket;
  readonly #opened: SharedTerminal;
  #untyped = 0;

  constructor(socket: WebSocket, opened: SharedTerminal) {
    this.#socket = socket;
    this.#opened = opened;
  }

  async type(data: Buffer): Promise<void> {
    this.#untyped += data.length;
    if (this.#untyped > UNTYPED_BYTES) this.#socket.pause();
    await this.#opened.type(data);
    this.#untyped -= data.length;
    if (this.#untyped <= UNTYPED_BYTES) this.#socket.resume();
  }
}

function viewer(socket: WebSocket): TerminalViewer {
  return {
    write: (bytes) => socket.send(bytes, { binary: true }),
    resized: ({ columns, rows }) => socket.send(JSON.stringify({ type: 'size', cols: columns, rows })),
    backlog: () => socket.bufferedAmount,
    drained: () => drained(socket),
    // The page comes back and gets a new shell.
    end: () => socket.close(1000, 'the shell ended'),
  };
}

/** Resolves when what was sent before has left, or the page has gone. */
function drained(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('close', done);
      resolve();
    };
    socket.once('close', done);
    socket.ping(undefined, undefined, done);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export default terminal;
