// The address of a server, as people enter it.

import { excerpt } from '../unicode.js';
import { ModelError } from './error.js';
import { QUOTES, bare } from './pasted.js';

const MOST_SAMPLE = 80;
/** An address in a line: alone, given to a name, or within a command. */
const IN_LINE = new RegExp(`(?:^|[\\s({[*${QUOTES}])(?:[\\w.$:-]+\\s*[=:]\\s*)?(https?:[^\\s\\\\${QUOTES}]+)`, 'i');
const BETWEEN = new RegExp(`[\\s=${QUOTES}]+`);
/** The same without its scheme. */
const PLACE = /^(localhost\b|[a-z\d.-]+(:\d|\.[a-z]+\/))/i;
/** Ollama's own interface, whose twin for OpenAI's protocol is /v1. */
const OLLAMA = /\/api\/(chat|generate|tags|show|ps|version|embed|embeddings)$/i;
/** What the page itself adds, and what other programs ask for beside it. */
const ENDPOINT = /\/(chat\/completions|chat|completions|models|responses|messages|embeddings)$/i;
/** The hosts that a content security policy has words for. */
const NAMEABLE = /^[a-z\d-]+(\.[a-z\d-]+)*$/;

/**
 * What of a text is the address: of `export BASE_URL="…"`, or of a call of curl.
 * @param {string} text
 */
function addressIn(text) {
  const [, url] = IN_LINE.exec(text) ?? [];
  return bare(url ?? bare(text).split(BETWEEN).find((word) => PLACE.test(word)) ?? text)
    // That of IPv6 is its own.
    .replace(/^([^[]+)\]+$/, '$1');
}

/**
 * The same to be kept; nothing where it may hold a secret.
 * @param {string} text
 */
export function keptAddress(text) {
  const address = addressIn(text);
  return /[@?#=\s]/.test(address) ? '' : address;
}

/**
 * The base address that a text means: `localhost:11434` is `http://localhost:11434/v1`.
 * @param {string} text
 */
export function readAddress(text) {
  const typed = addressIn(text).replace(/^(https?):\/*/i, '$1://');
  // It may hold a secret, which is not to be shown.
  if (/[@?#]/.test(typed)) throw new ModelError('address');
  const shown = { text: excerpt(typed, MOST_SAMPLE) };
  const bad = new ModelError('address', shown);
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(typed)?.[1];
  if (scheme && !/^https?$/i.test(scheme)) throw bad;
  const place = typed.slice(scheme ? scheme.length + 3 : 0);
  // A number or a word alone is a port or a model.
  if (/^(\d+(\/|$)|https?:)/i.test(place) || (!scheme && !/^localhost(\/|$)|[.:]/i.test(place))) throw bad;
  // Of IPv6, the brackets are often left out.
  if (/^\[|^[^/]*:[^/]*:[^/]*:/.test(place)) throw new ModelError('host', shown);
  let url;
  try {
    url = new URL(scheme ? typed : `http://${typed}`);
  } catch {
    throw bad;
  }
  // Servers print it for “any”; browsers take it for none.
  if (url.hostname === '0.0.0.0') url.hostname = 'localhost';
  url.hostname = url.hostname.replace(/\.$/, '');
  if (!NAMEABLE.test(url.hostname)) throw new ModelError('host', shown);
  const path = url.pathname.replace(/\/{2,}/g, '/').replace(/\/$/, '');
  if (OLLAMA.test(path)) return `${url.origin}${path.replace(OLLAMA, '/v1')}`;
  // Who writes an endpoint out has said where it is: with some servers not below /v1.
  return ENDPOINT.test(path) ? `${url.origin}${path.replace(ENDPOINT, '')}` : `${url.origin}${path || '/v1'}`;
}

/**
 * Browsers do not let an https page ask an http address, but for this computer's own.
 * @param {string} address
 * @param {string} [page]
 */
export const isMixed = (address, page = location.protocol) => page === 'https:' &&
  address.startsWith('http:') && !/^(.*\.)?localhost$|^127\./.test(new URL(address).hostname);
