import { readFileSync } from 'node:fs';
import { type Static, Type } from 'typebox';
import { ADDONS } from '../../cluster/cluster-snapshot.ts';
import { formatProblem, type LabProblem } from '../../server/labs/lab-problem.ts';
import { parseStrictYaml, strict } from '../../server/labs/strict-yaml.ts';

const closed = { additionalProperties: false };
const Text = Type.String({ minLength: 1 });
/** Regular expressions, multiline. */
const Patterns = Type.Array(Text, { minItems: 1 });

/** A request, and what it shows. */
const Traffic = Type.Object(
  {
    /** Bash on the client. It must end with 0, unless `exit` says otherwise. */
    request: Text,
    exit: Type.Optional(Type.Integer()),
    prints: Type.Optional(Patterns),
    /** The boxes of the last request's trace, in order: `client client > lb web > node node[34] > pod web-.*`, the whole of it. */
    way: Type.Optional(Text),
    /** Hops of that trace from the client, and from the load balancer. */
    hops: Type.Optional(Type.Integer()),
    'hops-from-lb': Type.Optional(Type.Integer()),
    'rewrites-on-nodes': Type.Optional(Type.Integer()),
    connections: Type.Optional(Type.Integer()),
  },
  closed,
);

const Part = Type.Object(
  {
    /** What a reader types, letter for letter, a line each; comments are typed, too. */
    command: Type.Optional(Text),
    /** What a reader writes into a file and applies. */
    manifest: Type.Optional(Text),
    /** It belongs to something that is not there yet; nothing runs. */
    later: Type.Optional(Text),
    /** Bash on the client that does what the document takes for granted. */
    before: Type.Optional(Text),
    /** The machine that the command is typed on; the client where nothing is said. */
    on: Type.Optional(Text),
    /** Bash on the client while the command runs; then Ctrl-C ends it. */
    meanwhile: Type.Optional(Text),
    prints: Type.Optional(Patterns),
    exit: Type.Optional(Type.Integer()),
    /** What stands about it in docs/differences.md, a part of one line. */
    corrected: Type.Optional(Text),
    traffic: Type.Optional(Type.Array(Traffic)),
  },
  closed,
);

const Source = strict(
  Type.Object(
    {
      title: Text,
      addons: Type.Array(Type.Union(ADDONS.map((name) => Type.Literal(name)))),
      /** Folders whose files lie in the reader's home. */
      home: Type.Optional(Type.Array(Text)),
      /** Bash on the client that makes the start state. */
      start: Type.Optional(Text),
      /** What the reader puts for each placeholder: text for bash's double quotes. */
      placeholders: Type.Optional(Type.Record(Text, Text)),
      parts: Type.Array(Part),
    },
    closed,
  ),
);

export type ReaderDocument = Static<typeof Source.schema>;
export type Part = Static<typeof Part>;
export type Traffic = Static<typeof Traffic>;

/** Throws with every problem and its line. */
export function readDocument(name: string): ReaderDocument {
  const problems: LabProblem[] = [];
  const text = readFileSync(new URL(name, import.meta.url), 'utf8');
  const document = parseStrictYaml({ file: `test/documents/${name}`, text, firstLine: 1 }, Source, problems);
  if (document) return document;
  throw new Error(problems.map(formatProblem).join('\n'));
}
