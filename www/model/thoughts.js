// Tells what a model thinks aloud from what it answers, where both come as one text.

/** How a thought opens and closes. */
const PAIRS = [
  ...['think', 'thinking', 'thought', 'thoughts', 'reasoning', 'seed:think'].map((name) => [`<${name}>`, `</${name}>`]),
  ['[THINK]', '[/THINK]'], ['◁think▷', '◁/think▷'], ['<|START_THINKING|>', '<|END_THINKING|>'],
  ['<|channel>thought', '<channel|>'],
];
const OPENS = PAIRS.map(([open]) => open);
/** The same in words with which an answer may begin as well: a thought only where an answer follows. */
const SPOKEN = [
  [/^\s*<analysis>/i, /<\/analysis>/i],
  [/^\s*here(?: is|['’]s) my thought process:/i, /here(?: is|['’]s) my response:/i],
  // Channels of harmony that have lost their marks.
  [/^\s*(?:assistant)?analysis(?=[\p{Lu}\p{Lo}])/u, /assistantfinal/],
];
const SPOKEN_OPENS = ['<analysis>', 'here is my thought process:', "here's my thought process:", 'analysis',
  'assistantanalysis'];
/**
 * What may stand around all of it, or around the answer.
 * @type {[open: RegExp, close: string][]}
 */
const WRAPS = [
  [/^\s*<\|im_start\|>(?:assistant(?:\s|$)|(?=\s*(?:<|$)))/, '<|im_end|>'],
  [/^\s*<\|START_RESPONSE\|>/, '<|END_RESPONSE|>'],
];
const WRAP_OPENS = ['<|im_start|>assistant', '<|START_RESPONSE|>'];
/** A mark that has come by half. */
const HALF_MARK = /<(\|[a-z_]*\|?)?$/i;
/** The marks of OpenAI's harmony format, in which each message names its channel. */
const MARK = /<\|(start|channel|message|constrain|end|return|call)\|>/g;
const FIRST_MARKS = ['<|channel|>', '<|start|>', '<|message|>'];
/** A final message ends only there: it may quote a mark. */
const LAST_MARK = /<\|(end|return|call)\|>(?=\s*($|<\|(start|channel)\|>))/g;
const FINAL = 'final';

/** @param {string} text */
const literal = (text) => text.replace(/[[\]/|]/g, '\\$&');
const CLOSING = new Map(PAIRS.map(([open, close]) => [open.toLowerCase(), new RegExp(literal(close), 'gi')]));
const OPENING = new RegExp(`^\\s*(${OPENS.map(literal).join('|')})`, 'i');
/**
 * A closing mark alone, as where a model was given the opening one: at a line's beginning or right after a word.
 * Between spaces or quotes it is spoken about.
 */
const ORPHAN = new RegExp(
  `((?:^|\\n)[ \\t]*|[^\\s\`'"“‘(<:])(?:${PAIRS.map(([, close]) => literal(close)).join('|')})` +
  '(?=[ \\t]*(?:\\n|$)|[^\\s`\'"”’).,;:!?<]|<(?:\\||$))', 'i');
const ANY_OPENING = new RegExp(OPENS.map(literal).join('|'), 'i');

/**
 * Whether a text that goes on may become one of these.
 * @param {string} text
 * @param {string[]} marks
 */
const mayBecome = (text, marks) => text !== '' &&
  marks.some((mark) => mark.toLowerCase().startsWith(text.toLowerCase()));

/**
 * The thoughts and the answer in what a model has written so far, and all of it if it is `over`. A thought
 * stands before the answer: marks within an answer are its own words.
 * @param {string} raw
 * @param {boolean} over
 */
export function splitThoughts(raw, over) {
  const all = unwrapped(raw, over);
  const start = all.trimStart();
  if (!over && mayBecome(start, [...FIRST_MARKS, ...OPENS, ...SPOKEN_OPENS, ...WRAP_OPENS])) {
    return { text: '', thoughts: '' };
  }
  const { text, thoughts } = FIRST_MARKS.some((mark) => start.startsWith(mark)) ? ofChannels(start, over)
    : ofWords(all, over) ?? ofTags(all, over);
  return { text: unwrapped(text, over), thoughts };
}

/**
 * A text without the marks around it; where one opens, the other may come by half.
 * @param {string} text
 * @param {boolean} over
 */
function unwrapped(text, over) {
  const [open, close = ''] = WRAPS.find(([open]) => open.test(text)) ?? [];
  if (!open) return text;
  const inside = text.replace(open, '').trimStart();
  const end = inside.trimEnd();
  if (end.endsWith(close)) return end.slice(0, -close.length);
  return over ? inside : inside.replace(HALF_MARK, '');
}

/** @param {string} raw @param {boolean} over */
function ofWords(raw, over) {
  for (const [open, close] of SPOKEN) {
    const [opening] = open.exec(raw) ?? [];
    if (opening === undefined) continue;
    const inside = raw.slice(opening.length);
    const end = close.exec(inside);
    const text = end ? inside.slice(end.index + end[0].length).trimStart() : '';
    if (text || !over) return { text, thoughts: joined([inside.slice(0, end?.index)]) };
  }
  return undefined;
}

/** @param {string} raw @param {boolean} over */
function ofTags(raw, over) {
  const thoughts = [];
  let rest = raw;
  for (let opening = OPENING.exec(rest); opening; opening = OPENING.exec(rest)) {
    const end = endOf(rest, opening);
    thoughts.push(rest.slice(opening[0].length, end?.index));
    rest = end ? rest.slice(end.index + end[0].length) : '';
  }
  const orphan = ORPHAN.exec(rest);
  const before = orphan ? rest.slice(0, orphan.index + orphan[1].length) : '';
  // Not one that closes what an answer has opened, and not one within code; after a thought, only one too many.
  const inAnswer = () => (thoughts.length > 0 ? before.trim() !== ''
    : ANY_OPENING.test(before) || before.split('```').length % 2 === 0);
  if (orphan && !inAnswer()) {
    thoughts.push(before);
    rest = rest.slice(orphan.index + orphan[0].length);
  }
  // Between two thoughts, the second may have come by half.
  const text = rest.trimStart();
  const open = !over && thoughts.length > 0 && mayBecome(text, [...OPENS, ...WRAP_OPENS]);
  return { text: open ? '' : text, thoughts: joined(thoughts) };
}

/**
 * Where a thought closes: a mark within quotes is one that it thinks about.
 * @param {string} text
 * @param {RegExpExecArray} opening
 */
function endOf(text, [start, open]) {
  const closing = /** @type {RegExp} */ (CLOSING.get(open.toLowerCase()));
  closing.lastIndex = start.length;
  for (let end = closing.exec(text); end; end = closing.exec(text)) {
    if (!/^[`'"“‘]$/.test(text[end.index - 1]) || !/^[`'"”’]$/.test(text[closing.lastIndex])) return end;
  }
  return undefined;
}

/** @param {string} raw @param {boolean} over */
function ofChannels(raw, over) {
  /** @type {string[]} */
  const thoughts = [];
  /** @type {string[]} */
  const answer = [];
  let channel = '';
  /**
   * Whether this is a header: who speaks, and in which channel.
   * @type {string | false}
   */
  let header = false;
  let from = 0;
  /** @param {string} text */
  const take = (text) => {
    if (header) channel = header === 'channel' ? text.trim().split(/\s/)[0].toLowerCase() : channel;
    else (channel === '' || channel === FINAL ? answer : thoughts).push(text);
  };
  /** @param {RegExp} pattern */
  const find = (pattern) => {
    pattern.lastIndex = from;
    return pattern.exec(raw);
  };
  for (;;) {
    const mark = find(!header && channel === FINAL ? LAST_MARK : MARK);
    if (!mark) break;
    take(raw.slice(from, mark.index));
    from = mark.index + mark[0].length;
    const [, name] = mark;
    // After its end a message's channel no longer holds.
    if (name === 'start' || /end|return|call/.test(name)) channel = '';
    header = name === 'start' || name === 'channel' || name === 'constrain' ? name : false;
  }
  const last = raw.slice(from);
  // A mark may have come by half.
  take(over ? last : last.replace(HALF_MARK, ''));
  return { text: answer.join('').trimStart(), thoughts: joined(thoughts) };
}

/** @param {string[]} thoughts */
const joined = (thoughts) => thoughts.map((thought) => thought.trim()).filter(Boolean).join('\n\n');
