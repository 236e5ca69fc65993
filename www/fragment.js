// The fragment of a link as it was sent, out of what mail programs, chats and grammar have made of it. Which of the
// readings is right only a checksum can say.

/** @type {Record<string, string>} */
const NAMED = { num: '#', equals: '=', lowbar: '_', hyphen: '-', dash: '-', amp: '&', colon: ':', lt: '<', gt: '>' };

/** Twice and more where several programs have had it in their hands. */
const MOST_TIMES = 3;

/**
 * Without percent signs, entities of HTML and escapes of JSON for characters.
 * @param {string} text
 */
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
      .replace(/&?#(?:x([\da-f]{1,6})|(\d{1,7}));|\\u([\da-f]{4})/gi, (_, hex, decimal, json) => character(decimal ? +decimal : parseInt(hex ?? json, 16)))
      .replace(/&([a-z]+);/gi, (_, name) => NAMED[name.toLowerCase()] ?? ' ');
  }
  return plain;
}

/** @param {number} code */
const character = (code) => (code < 0x110000 ? String.fromCodePoint(code) : ' ');

/** `#s=`, or `s=` further on where a program has put parameters, a path or a mark before it. */
const BEGINNING = /#(?:|[^#]*?[^\w#=-])s[^\w#&-]*[=＝](?:[#&/?]*s=)*|#s$/i;

/**
 * The fragment of a link to a session, from `#s=` on; undefined where an address has none.
 * @param {string} address
 */
export function fragmentOf(address) {
  for (const text of [address, unescaped(address)]) {
    const found = BEGINNING.exec(text);
    if (found) return `#s=${text.slice(found.index + found[0].length)}`;
  }
  return undefined;
}

/**
 * What may have been sent behind `#s=`, the plainest first: version and payload in letters of base64url. At the end
 * may be punctuation, a particle or parameters of others; within, line ends, spaces, tags and characters without width.
 * @param {string} fragment
 */
export function readings(fragment) {
  const sent = fragment.slice('#s'.length);
  // Quoted-printable writes some bytes as numbers; the first equals sign is the link's.
  const plain = sent.replace(/^=(3D)?|=([\da-f]{2})/gi, (_, own, code) => (code ? `%${code}` : ''));
  const texts = [sent, plain].map(unescaped);
  // Two hyphens become a long dash in some programs, a shorter one in others; and a dash may begin what follows.
  const lines = texts.flatMap((text) => [['--', '--'], ['--', '-'], [' ', ' ']]
    .map(([long, short]) => withHyphens(text, long, short)));
  return [...new Set(lines.flatMap((line) => {
    const [own] = line.split(/[&?#]|https?:|[^\0-\x7f](?<=\p{L})/u, 1);
    return [own.replace(/[^\w-].*/s, ''), own.replace(/[^\w-]/g, '')].flatMap(withoutMarks);
  }))];
}

/** @param {string} text @param {string} long @param {string} short */
const withHyphens = (text, long, short) => text.replace(/—/g, long).replace(/–/g, short)
  .replace(/[\u2010\u2011\u2212]/g, '-').replace(/<[^<>]{1,20}>|\\[nrt]/g, ' ').replace(/^[^\w-]+/, '');

/**
 * Marks around a link may be letters of it as well.
 * @param {string} letters
 */
const withoutMarks = (letters) => [0, 1, 2, 3].map((count) => letters.replace(new RegExp(`[-_]{${count}}$`), ''));
