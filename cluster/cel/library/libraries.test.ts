import { expect, it } from 'vitest';
import { compile } from '../compile.ts';

const VARIABLES = {};

function run(expression: string): unknown {
  const compiled = compile(expression, { variables: VARIABLES });
  if ('issues' in compiled) return compiled.issues.join('\n');
  try {
    return compiled.program.evaluate({}).value;
  } catch (error) {
    return `${error}`;
  }
}

it.each([
  ['"a-b-c".split("-") == ["a", "b", "c"] && ["a", "b"].join("+") == "a+b"', true],
  ['"Hello".lowerAscii() + "x".upperAscii() + "  y ".trim()', 'helloXy'],
  ['"banana".indexOf("an", 2) == 3 && "banana".lastIndexOf("an") == 3 && "abc".charAt(1) == "b"', true],
  ['"banana".replace("a", "o", 2) + "banana".substring(4)', 'bonona' + 'na'],
  ['"%s has %d of %.1f (%x)".format(["a", 3, 2.55, 255])', 'a has 3 of 2.5 (ff)'],
  ['[3, 1, 2].sort() == [1, 2, 3] && [1, 2].sum() == 3 && [1, 5].max() == 5 && [1, 2].isSorted()', true],
  ['[].min() == 1', 'Error: min called on empty list'],
  ['[1, 1, 2].distinct().size() == 2 && [[1], [2]].flatten() == [1, 2] && lists.range(3) == [0, 1, 2]', true],
  ['sets.contains([1, 2], [2]) && sets.equivalent([1, 2], [2, 1, 1]) && !sets.intersects([1], [2])', true],
  [
    'quantity("1.5Gi").isGreaterThan(quantity("1500Mi")) && quantity("100m").add(quantity("0.9")) == quantity("1")',
    true,
  ],
  ['quantity("2k").asInteger() == 2000 && quantity("50m").sign() == 1 && !isQuantity("x")', true],
  [
    'quantity("x")',
    "Error: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  ],
  ['url("https://a.b:80/c?d=e").getHostname() + url("https://a.b:80/c?d=e").getPort()', 'a.b80'],
  ['isURL("nonsense") || url("/x?k=1&k=2").getQuery()["k"].size() != 2', false],
  ['ip("::1").isLoopback() && ip("10.0.0.1").family() == 4 && string(ip("2001:db8:0:0::1")) == "2001:db8::1"', true],
  ['cidr("10.0.0.0/8").containsIP("10.1.2.3") && !cidr("10.0.0.0/8").containsCIDR("10.0.0.0/7")', true],
  ['semver("1.2.3").isLessThan(semver("1.10.0")) && semver("v1.0", true).major() == 1 && !isSemver("1.0")', true],
  [
    'format.dns1123Label().validate("my-label").hasValue() || !format.named("uuid").value().validate("x").hasValue()',
    false,
  ],
  [
    'quantity(1)',
    "ERROR: <input>:1:9: found no matching overload for 'quantity' applied to '(int)'\n | quantity(1)\n | ........^",
  ],
])('%s', (expression, value) => {
  expect(run(expression)).toEqual(value);
});
