/** Operators of yq that jq has not, in jq's terms; put in front of each expression. */
export const YQ_DEFINITIONS = `
def tag: if type == "object" then "!!map" elif type == "array" then "!!seq" elif type == "string" then "!!str" elif type == "boolean" then "!!bool" elif type == "null" then "!!null" elif floor == . then "!!int" else "!!float" end;
def kind: if type == "object" then "map" elif type == "array" then "seq" else "scalar" end;
def keys: if type == "object" then keys_unsorted else [range(length)] end;
def len: length;
def upcase: ascii_upcase;
def downcase: ascii_downcase;
def trim: sub("^\\\\s+"; "") | sub("\\\\s+$"; "");
def sort_keys(f): f |= walk(if type == "object" then to_entries | sort_by(.key) | from_entries else . end);
def to_json: tojson;
def to_yaml: tojson;
def from_json: fromjson;
def from_yaml: fromjson;
def env(f): (f | tostring) as $name | $ENV[$name] as $text | if $text == null then error("Value for env variable '" + $name + "' not provided in env()") else ($text | try fromjson catch $text) end;
def strenv(f): (f | tostring) as $name | $ENV[$name] as $text | if $text == null then error("Value for env variable '" + $name + "' not provided in env()") else $text end;
def explode(f): .;
def with(p; f): p |= f;
def has_value($v): any(.[]; . == $v);
def filter(f): map(select(f));
def pivot: transpose;
def to_number: tonumber;
def to_string: tostring;
def style: "";
def anchor: "";
def line_comment: "";
def head_comment: "";
def foot_comment: "";
def document_index: $__document;
def di: $__document;
def file_index: $__file;
def fileIndex: $__file;
def fi: $__file;
def filename: $__filename;
`;

const REWRITES: readonly (readonly [RegExp, string])[] = [
  // `env(NAME)` and `strenv(NAME)` take a bare word.
  [/\b(str)?env\(\s*([A-Za-z_]\w*)\s*\)/g, '$1env("$2")'],
  // Merging with appended arrays, or with new keys alone, is told by letters behind the sign.
  [/\*\s*\+(?=\s)/g, '*'],
  [/\*(?:n|d|\?|c)+(?=\s)/g, '*'],
  [/\bereduce\b/g, 'reduce'],
  [/(\S+)\s+as\s+(\$\w+)\s+ireduce\s*\(/g, 'reduce $1 as $2 ('],
  [/\bto_props\b/g, 'tostring'],
  [/\bkeys\s*\|\s*\.\[\]/g, 'keys[]'],
];

/** yq's spelling as jq's. */
export function rewritten(expression: string): string {
  return REWRITES.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), expression);
}
