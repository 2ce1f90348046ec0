import { parseDefinitions } from './parser.ts';
import type { Definition } from './syntax.ts';

/** Builtins that are written in jq itself. */
const SOURCE = `
def map(f): [.[] | f];
def map_values(f): .[] |= f;
def values: select(. != null);
def nulls: select(. == null);
def booleans: select(type == "boolean");
def numbers: select(type == "number");
def strings: select(type == "string");
def arrays: select(type == "array");
def objects: select(type == "object");
def iterables: select(type == "array" or type == "object");
def scalars: select(type != "array" and type != "object");
def finites: select(isinfinite or isnan | not);
def normals: select(isnormal);
def recurse(f; condition): recurse(f | select(condition));
def recurse_down: recurse;
def first: .[0];
def last: .[-1];
def nth($n): .[$n];
def nth($n; f): if $n < 0 then error("Out of bounds negative array index") else last(limit($n + 1; f)) end;
def isvalid(f): try (f | true) catch false;
def in($whole): . as $key | $whole | has($key);
def any: any(.[]; .);
def all: all(.[]; .);
def any(f): any(.[]; f);
def all(f): all(.[]; f);
def add(f): reduce f as $x (null; . + $x);
def sort_by(f): _sort_by(map([f]));
def group_by(f): _group_by(map([f]));
def unique_by(f): _unique_by(map([f]));
def min_by(f): _min_by(map([f]));
def max_by(f): _max_by(map([f]));
def from_entries: reduce .[] as $entry ({}; . + {(($entry | if type == "object" then (if has("key") then .key elif has("k") then .k elif has("name") then .name elif has("Name") then .Name elif has("Key") then .Key else .K end) else . end) | if type == "string" then . elif type == "null" then error("Cannot use null (null) as object key") else tojson end): ($entry | if type == "object" then (if has("value") then .value elif has("v") then .v elif has("Value") then .Value else .V end) else null end)});
def with_entries(f): to_entries | map(f) | from_entries;
def del(f): delpaths([path(f)]);
def paths: path(..) | select(length > 0);
def paths(f): path(.. | select(f)) | select(length > 0);
def leaf_paths: paths(scalars);
def pick(f): . as $whole | reduce path(f) as $path (null; setpath($path; $whole | getpath($path)));
def toarray: if type == "array" then . else [.] end;
def index($part): indices($part) | .[0];
def rindex($part): indices($part) | .[-1:] | .[0];
def walk(f): def inside_out: if type == "object" then with_entries(.value |= inside_out) elif type == "array" then map(inside_out) else . end | f; inside_out;
def combinations: if length == 0 then [] else .[0][] as $head | (.[1:] | combinations) as $rest | [$head] + $rest end;
def combinations(n): . as $items | [range(n)] | map($items) | combinations;
def match(re): match(re; null);
def match(re; flags): (re | if type == "array" then . else [., flags] end) as [$re, $flags] | _match($re; $flags; false) | .[];
def test(re): test(re; null);
def test(re; flags): (re | if type == "array" then . else [., flags] end) as [$re, $flags] | _match($re; $flags; true);
def _captured: [.captures[] | select(.name != null) | {key: .name, value: .string}] | from_entries;
def capture(re): match(re) | _captured;
def capture(re; flags): match(re; flags) | _captured;
def scan(re): scan(re; null);
def scan($re; $flags): match($re; "g" + $flags) | if (.captures | length) > 0 then [.captures[].string] else .string end;
def split($re; flags): . as $text | [foreach (match($re; flags + "g"), null) as $m ({from: 0, part: null}; if $m == null then .part = $text[.from:] else .part = $text[.from:$m.offset] | .from = $m.offset + $m.length end; .part)];
def splits($re): splits($re; null);
def splits($re; flags): split($re; flags) | .[];
def sub(re; with): sub(re; with; "");
def sub(re; with; flags): . as $text | [match(re; flags)] as $matches | reduce range($matches | length) as $i ([{from: 0, text: ""}]; $matches[$i] as $m | [.[] | . as $state | ($m | _captured | with) as $new | {from: ($m.offset + $m.length), text: ($state.text + $text[$state.from:$m.offset] + $new)}]) | .[] | .text + $text[.from:];
def gsub(re; with): sub(re; with; "g");
def gsub(re; with; flags): sub(re; with; flags + "g");
def date: todate;
def fromdateiso8601: strptime("%Y-%m-%dT%H:%M:%SZ") | mktime;
def todateiso8601: strftime("%Y-%m-%dT%H:%M:%SZ");
def dateadd(unit; $n): . + $n;
def datesub(unit; $n): . - $n;
def tostream: path(def down: (.[]? | down), .; down) as $path | getpath($path) | reduce path(.[]?) as $child ([$path, .]; [$path + $child]);
def fromstream(f): {value: null, done: false} as $start | foreach f as $event ($start; if .done then $start else . end | if ($event | length) == 2 then setpath(["done"]; ($event[0] | length) == 0) | setpath(["value"] + $event[0]; $event[1]) else setpath(["done"]; ($event[0] | length) == 1) end; if .done then .value else empty end);
def truncate_stream(stream): . as $depth | null | stream | . as $event | if (.[0] | length) > $depth then setpath([0]; .[0][$depth:]) else empty end;
def INDEX(stream; key): reduce stream as $row ({}; .[$row | key | tostring] |= $row);
def INDEX(key): INDEX(.[]; key);
def IN(source): any(source == .; .);
def IN(stream; source): any(stream == source; .);
def ascii: [.] | implode;
def halt_error: halt_error(5);
def have_literal_numbers: true;
def have_decnum: false;
def skip($n; f): if $n > 0 then foreach f as $x ($n; . - 1; if . < 0 then $x else empty end) elif $n == 0 then f else error("Invalid arguments") end;
def trimstr($x): ltrimstr($x) | rtrimstr($x);
`;

const library = new Map<string, Definition>();

/** A builtin by `name/arity`; all are parsed when the first is asked for. */
export function libraryDefinition(signature: string): Definition | undefined {
  if (library.size === 0) {
    for (const definition of parseDefinitions(SOURCE)) {
      library.set(`${definition.name}/${definition.parameters.length}`, definition);
    }
  }
  return library.get(signature);
}
