// Links on their way: what programs and grammar have done to them, and what they are then.

import { test } from 'node:test';
import assert from 'node:assert/strict';

import { loadModule } from './session.js';
import { createDecks } from '../../www/decks/index.js';
import { fragmentOf, readings } from '../../www/fragment.js';
import { makeLink, readLink } from '../../www/share.js';
import { createStore } from '../../www/state.js';

const module = await loadModule();
const decks = createDecks(module);
const PAGE = 'https://example.org/lobule/';

async function linkOf(seed, stars) {
  const store = createStore(module);
  store.pins = [];
  store.restart({ deck: decks.lights, seed });
  for (const star of stars) store.rate(star);
  return { ...await makeLink(store, { page: PAGE }), events: store.record().events };
}
/** As a browser has it in its address. */
async function open(address) {
  const fragment = fragmentOf(new URL(address, PAGE).href);
  assert.notEqual(fragment, undefined, `${address} is no link`);
  const session = new module.Session(decks.lights, 0);
  return readLink(fragment, Object.values(decks), session.config);
}

const good = await linkOf(7, [5, 1, 4, 3, 2, 5]);
const { url } = good;
const payload = url.split('#s=')[1];
const middle = url.indexOf('#s=') + 30;
const inside = (what) => url.slice(0, middle) + what + url.slice(middle);

const TOUCHED = {
  'as it was': url,
  'an equals sign with its code': url.replace('#s=', '#s%3D'),
  'the code of a code': url.replace('#s=', '#s%253D'),
  'a hash sign with its code': url.replace('#s=', '?x=1%23s%3D'),
  'a capital': url.replace('#s=', '#S='),
  'HTML for the equals sign': url.replace('#s=', '#s&#61;'),
  'HTML in hexadecimals': url.replace('#s=', '#s&#x3D;'),
  'HTML by name': url.replace('#s=', '#s&equals;'),
  'HTML for the hash sign': url.replace('#s=', '&#35;s='),
  'quoted-printable': url.replace('#s=', '#s=3D'),
  'quoted-printable, with its line ends': inside('=\n').replace('#s=', '#s=3D'),
  'quoted-printable for letters': url.replace('#s=', '#s=3D').replace(/_/g, '=5F'),
  'parameters before': url.replace('#', '?utm_source=mail#'),
  'parameters before, with seed': url.replace('#', '?seed=5&fbclid=x#'),
  'parameters behind': `${url}&fbclid=IwAR0_x-1`,
  'parameters behind a question mark': `${url}?utm_source=a&utm_medium=b`,
  'parameters in HTML': `${url}&amp;utm_source=a`,
  'parameters and a line end': `${inside('\n')}&fbclid=abc`,
  'a text fragment': `${url}#:~:text=hello`,
  'a link twice': `${url}${url}`,
  'a soft line end': inside('=\r\n'),
  'a space': inside(' '),
  'a quotation': inside('\r\n> '),
  'a space without width': inside('\u200b'),
  'a byte order mark': inside('\ufeff'),
  'a soft hyphen': inside('\u00ad'),
  'a soft hyphen in HTML': inside('&shy;'),
  'a backslash': url.replace(/_/g, '\\_'),
  'a space before': url.replace('#s=', '#s= '),
  ...Object.fromEntries(['#/s=', '#&s=', '#?s=', '#/?s=', '#!s=', '#!/s=', '##s=', '###s=', '# s=', '#s =', '#s==', '#s=s=', '#s=#s=', '#s&#x20;=', '#\\u0073\\u003d',
    '#s\\=', '#s＝', '#"s=', '#gclid=1&s=', '#gclid=1&amp;s=', '#gclid=1%26s%3D', '#gclid=as=1&b=2&S=', '#lobule?s=', '#\u200bs=', '#s\u200b=', '#s=\u200b',
    '%23s%3D', '%2523s%253D', '#%23s%3D', '#:~:text=hi&s='].map((begin) => [`${begin} at the beginning`, url.replace('#s=', begin)])),
  'parameters on both sides': `${url.replace('#s=', '#gclid=1&s=')}&utm_source=x`,
  ...Object.fromEntries(['=20\n', '=0D=0A', '=C2=AD', '<wbr>', '<br>', '&lt;wbr&gt;', '\\n', '\\r\\n', '\n>> ', '\n| ', '&nbsp;', '&zwnj;', '\u200f', '=\n  ']
    .map((between) => [`${JSON.stringify(between)} within`, inside(between)])),
  'an underline': `${url}_`,
  'two underlines': `${url}__`,
  'a hyphen': `${url}-`,
  ...Object.fromEntries([
    ')', '.', ',', '>', '"', '\'', ']', '*', '**', '。', '、', '」', '”', '’', '!', '?', ';', ':', ').', '>.', '*)', '~', '|', '`', '}', '=', '==', '/',
    '&gt;', '&quot;', '</a>', '<br/>', '—so', '–so', '=EB=A5=BC', ')[here]', '를', '을', '은', '는', '이에요.', '로', 'を', '的', ' is good', '\u200b', '…',
  ].map((end) => [`${end} at the end`, `${url}${end}`])),
};

for (const [what, address] of Object.entries(TOUCHED)) {
  test(`a link with ${what} opens`, async () => {
    const record = await open(address);
    assert.equal(record.hash, good.hash);
    assert.deepEqual(record.events, good.events);
  });
}

test('a link that ends in a hyphen, and dashes in place of hyphens', async () => {
  let dashed = 0;
  for (let seed = 1; seed < 2000 && dashed < 3; seed += 1) {
    const link = await linkOf(seed, [5, 1, 4]);
    const text = link.url.split('#s=')[1];
    if (text.includes('--')) {
      for (const dash of ['—', '–']) assert.equal((await open(link.url.replaceAll('--', dash))).hash, link.hash);
      dashed += 1;
    } else if (text.includes('-') && seed < 100) {
      for (const dash of ['–', '‑', '−']) assert.equal((await open(link.url.replaceAll('-', dash))).hash, link.hash);
    } else if (/[-_]$/.test(text)) {
      assert.equal((await open(`${link.url}_`)).hash, link.hash);
    }
  }
  assert.equal(dashed, 3);
});

test('quoted-printable of a link whose own first letters are like a code', () => {
  const sent = '2AbcdefghijklmnoP';
  assert.ok(readings(`#s=${sent.slice(0, 8)}=20\n${sent.slice(8)}`).includes(sent));
  assert.ok(readings(`#s=3D${sent.slice(0, 8)}=\r\n${sent.slice(8)}=2E`).includes(sent));
});

test('what is no whole link is told in the words of its own letters', async () => {
  const said = (address) => open(address).then(() => 'nothing', ({ message }) => message);
  assert.match(await said(`${url.slice(0, -5)}…`), /letter \d+ behind its version is “%”/);
  assert.match(await said(url.slice(0, -5)), /cut/);
  assert.match(await said(url.slice(0, -5).replace('#s=', '#s%3D')), /cut/);
  assert.match(await said(url.replace('#s=2', '#s=9')), /newer version 9/);
  assert.match(await said(`${PAGE}#s`), /does not begin with a version/);
  assert.match(await said(`${PAGE}#s=`), /does not begin with a version/);
  assert.match(await said(`${PAGE}#s=1${'A'.repeat(70_000)}`), /70004 letters/);
});

test('an address without a link is none', () => {
  for (const address of [PAGE, `${PAGE}#share`, `${PAGE}?seed=5`, `${PAGE}?s=1abc`, `${PAGE}#S1`, `${PAGE}%`, `${PAGE}#%E2%8`, `${PAGE}#gclid=1`, `${PAGE}#news=1`,
    `${PAGE}#a-s=1`, `${PAGE}#share?to=s`]) {
    assert.equal(fragmentOf(address), undefined, address);
  }
});

test('readings are few, and the plainest is first', () => {
  assert.equal(readings(`#s=${payload}`)[0], payload);
  assert.ok(readings(`#s=${'_-'.repeat(2000)}=3D—–&x`).length <= 32);
});
