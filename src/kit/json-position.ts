// Where a text stops being JSON. The engine's own message shows a snippet but, in most cases, no position.

// One character a turn in a text: a repeated group of its own inside it would take exponential time on an open quote.
const TOKEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these in a text
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;
const SPACE = /[ \t\r\n]*/y;

/** What may come next: a value; a value or the end of a list; a key; a key or the end of an object; … */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' | 'nothing';

/** The offset of the first character that no JSON text could have there; the length when only the end is missing. */
export function findJsonError(text: string): number {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    SPACE.lastIndex = at;
    SPACE.test(text);
    const start = SPACE.lastIndex;
    if (!match) return start;
    const next = step(expected, match[1] ?? (match[2] === undefined ? 'literal' : 'string'), open);
    if (next === null) return start;
    expected = next;
    at = TOKEN.lastIndex;
  }
}

function step(expected: Expected, token: string, open: ('{' | '[')[]): Expected | null {
  const closed = (): Expected => {
    open.pop();
    return open.length === 0 ? 'nothing' : ', or end';
  };
  const inObject = open.at(-1) === '{';
  switch (expected) {
    case 'key or }':
      if (token === '}') return closed();
      return token === 'string' ? ':' : null;
    case 'key':
      return token === 'string' ? ':' : null;
    case ':':
      return token === ':' ? 'value' : null;
    case ', or end':
      if (token === ',') return inObject ? 'key' : 'value';
      return token === (inObject ? '}' : ']') ? closed() : null;
    case 'nothing':
      return null;
    default:
      if (token === ']' && expected === 'value or ]') return closed();
      if (token === '{' || token === '[') {
        open.push(token);
        return token === '{' ? 'key or }' : 'value or ]';
      }
      if (token !== 'string' && token !== 'literal') return null;
      return open.length === 0 ? 'nothing' : ', or end';
  }
}
