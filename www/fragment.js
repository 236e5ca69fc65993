// The fragment of a link as it was sent, out of what mail programs, chats and grammar have made of it. Which of the
// readings is right only a checksum can say.

const NAMED = { num: '#', equals: '=', lowbar: '_', hyphen: '-', dash: '-', amp: '&', colon: ':' };

/** Twice and more where several programs have had it in their hands. */
const MOST_TIMES = 3;

/** Without percent signs and entities of HTML for characters. */
function unescaped(text) {
  let plain = text;
  for (let times = 0; times < MOST_TIMES; times += 1) {
    plain = plain
      .replace(/(?:%[\da-f]{2})+/gi, (codes) => {
        try {
          return decodeURIComponent(codes);
        } catch {
          return ' ';
        }
      })
      .replace(/&?#(?:x([\da-f]{1,6})|(\d{1,7}));/gi, (_, hex, decimal) => character(hex ? parseInt(hex, 16) : +decimal))
      .replace(/&([a-z]+);/gi, (_, name) => NAMED[name.toLowerCase()] ?? ' ');
  }
  return plain;
}

const character = (code) => (code < 0x110000 ? String.fromCodePoint(code) : ' ');

/** What begins with `#s=` in an address; undefined where it is no link to a session. */
export function fragmentOf(address) {
  for (const text of [address, unescaped(address)]) {
    const at = text.search(/#s(=|$)/i);
    if (at >= 0) return text.slice(at);
  }
  return undefined;
}

/**
 * What may have been sent behind `#s=`, the plainest first: version and payload in letters of base64url. At the end
 * may be punctuation, a particle or parameters of others; within, line ends, spaces and characters without width.
 */
export function readings(fragment) {
  const text = unescaped(fragment.slice(2));
  // Quoted-printable writes some characters as numbers.
  const plain = text.replace(/=(3D|2D|5F)/gi, (_, hex) => character(parseInt(hex, 16)));
  // Two hyphens become a long dash in some programs, a shorter one in others.
  const lines = [text, plain].flatMap((one) => ['--', '-'].map((dash) => withHyphens(one, dash)));
  return [...new Set(lines.flatMap((line) => {
    const [own] = line.split(/[&?#]|https?:|[^\0-\x7f](?<=\p{L})/u, 1);
    return [own.match(/^[\w-]*/)[0], own.replace(/[^\w-]/g, '')].flatMap(withoutMarks);
  }))];
}

const withHyphens = (text, dash) => text.replace(/—/g, '--').replace(/–/g, dash).replace(/[\u2010\u2011\u2212]/g, '-')
  .replace(/^[^\w-]+/, '');

/** Marks around a link may be letters of it as well. */
const withoutMarks = (letters) => [0, 1, 2, 3].map((count) => letters.replace(new RegExp(`[-_]{${count}}$`), ''));
