import { describe, expect, it } from 'vitest';
import { BOOL, type CelType, DOUBLE, DYN, INT, listOf, mapOf, STRING, TIMESTAMP } from './cel-type.ts';
import { compile } from './compile.ts';

const SELF: CelType = {
  kind: 'object',
  name: 'object',
  fields: {
    name: { type: STRING },
    replicas: { type: INT },
    ratio: { type: DOUBLE },
    on: { type: BOOL },
    items: { type: listOf(STRING) },
    labels: { type: mapOf(STRING, STRING) },
    made: { type: TIMESTAMP },
    a__dash__b: { type: STRING, json: 'a-b' },
    any: { type: DYN },
  },
};
const VARIABLES = { self: SELF };
const SELF_VALUE = {
  name: 'web',
  replicas: 3,
  ratio: 2,
  on: true,
  items: ['a', 'b', 'c'],
  labels: { app: 'web' },
  made: '2026-01-02T03:04:05Z',
  'a-b': 'dash',
  any: { n: 1, f: 1.5, list: [1, 2] },
};

function run(expression: string): unknown {
  const compiled = compile(expression, { variables: VARIABLES });
  if ('issues' in compiled) return compiled.issues.join('\n');
  try {
    return compiled.program.evaluate({ self: SELF_VALUE }).value;
  } catch (error) {
    return `${error}`;
  }
}

describe('expressions', () => {
  it.each([
    ['1 + 2 * 3 - 4 / 2', 5],
    ['-7 % 3', -1],
    ['self.replicas > 2 && self.name == "web"', true],
    ['self.ratio == 2.0 && self.ratio * 1.5 == 3.0', true],
    ['self.replicas < 3.5', true],
    ['"a" in self.items && !("z" in self.labels)', true],
    ['self.items.all(i, i != "") && self.items.exists_one(i, i == "b")', true],
    ['self.items.filter(i, i > "a").map(i, i + "!")', ['b!', 'c!']],
    ['self.items.map(i, i != "b", size(i))', [1, 1]],
    ['self.labels.all(k, self.labels[k] == "web")', true],
    ['has(self.name) && !has(self.any.missing)', true],
    ['self.any.n == 1 && self.any.f == 1.5 && self.any.list[1] == 2', true],
    ['self.a__dash__b', 'dash'],
    ['self.made > timestamp("2026-01-01T00:00:00Z") ? "new" : "old"', 'new'],
    ['self.made - timestamp("2026-01-02T03:04:00Z") == duration("5s")', true],
    ['string(duration("90m")) + string(self.made)', '5400s2026-01-02T03:04:05Z'],
    ['type(1) == int && type("") == string', true],
    ['[1, 2] + [3]', [1, 2, 3]],
    ['{"a": 1, "b": 2}', { a: 1, b: 2 }],
    ['self.?any.?missing.orValue("none")', 'none'],
    ['self.labels[?"app"].optMap(a, a + "!").orValue("")', 'web!'],
    ['[?self.labels[?"x"], "y"]', ['y']],
    ['cel.bind(x, self.replicas * 2, x + x)', 12],
    ['self.items.exists(i, v, i == 2 && v == "c")', true],
    ['true || 1 / 0 > 0', true],
    ['"hello".matches("^h.*o$") && "abc123".find("[0-9]+") == "123"', true],
    ['r"\\d" + "\\u0041\\n" + string(b"x".size())', '\\dA\n1'],
  ])('%s', (expression, value) => {
    expect(run(expression)).toEqual(value);
  });

  it.each([
    ['1 / 0', 'Error: division by zero'],
    ['self.items[7]', 'Error: index out of bounds: 7'],
    ['self.labels["x"]', 'Error: no such key: x'],
    ['self.any.missing', 'Error: no such key: missing'],
    ['int("x")', 'Error: strconv.ParseInt: parsing "x": invalid syntax'],
    ['9223372036854775807 + 1', 'Error: integer overflow'],
    ['dyn(1) + dyn("a")', 'Error: no such overload'],
  ])('%s fails', (expression, message) => {
    expect(run(expression)).toBe(message);
  });

  it.each([
    ['slef.name', "ERROR: <input>:1:1: undeclared reference to 'slef' (in container '')\n | slef.name\n | ^"],
    ['self.nme == ""', 'ERROR: <input>:1:5: undefined field \'nme\'\n | self.nme == ""\n | ....^'],
    [
      'self.replicas + "a"',
      "ERROR: <input>:1:15: found no matching overload for '_+_' applied to '(int, string)'\n | self.replicas + \"a\"\n | ..............^",
    ],
    [
      'self.name.size(1)',
      "ERROR: <input>:1:15: found no matching overload for 'size' applied to 'string.(int)'\n | self.name.size(1)\n | ..............^",
    ],
    ['nope(1)', "ERROR: <input>:1:5: undeclared reference to 'nope' (in container '')\n | nope(1)\n | ....^"],
    [
      'self.name.all(x, true)',
      "ERROR: <input>:1:5: expression of type 'string' cannot be range of a comprehension (must be list, map, or dynamic)\n | self.name.all(x, true)\n | ....^",
    ],
  ])('%s is refused', (expression, issue) => {
    expect(run(expression)).toBe(issue);
  });

  it('counts what an evaluation costs and stops it', () => {
    const compiled = compile('self.items.all(a, self.items.all(b, self.items.all(c, a + b + c != "")))', {
      variables: VARIABLES,
    });
    if ('issues' in compiled) throw new Error(compiled.issues.join());
    const items = Array.from({ length: 40 }, (_, index) => `item${index}`);
    expect(() => compiled.program.evaluate({ self: { items } }, { costLimit: 1000 })).toThrow(
      'operation cancelled: actual cost limit exceeded',
    );
  });

  it('knows what must come out, and what is mentioned', () => {
    expect(compile('self.name', { variables: VARIABLES, resultTypes: [BOOL] })).toEqual({
      issues: ['must evaluate to bool but got string'],
    });
    const compiled = compile('self.on', { variables: VARIABLES, resultTypes: [BOOL] });
    expect('program' in compiled && [...compiled.program.references]).toEqual(['self']);
  });
});
