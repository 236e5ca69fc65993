// Files in encodings of all kinds: what a mark or a sign tells is read, everything else refused by its likely name.

import './browser.js';
import { test } from 'node:test';
import assert from 'node:assert/strict';

import { textOf } from '../../www/encoding.js';
import { parseJson } from '../../www/record.js';
import { cut, wellFormed, wellFormedTexts } from '../../www/unicode.js';
import { setLanguage } from '../../www/words/language.js';

setLanguage('en');
const DECK = '{"name": "아침 식사 ☕", "slots": [{"name": "😀", "cards": ["é"]}]}';
const LIKELY = [
  ['GBK (GB18030)', 'eyJuYW1lIjoi1OeyzSIsInNsb3RzIjpbeyJuYW1lIjoi74vBzyIsImNhcmRzIjpbIr+nt8giLCK+R7LoIiwiufvWrSJdfSx7Im5hbWUiOiLKs87vIiwiY2FyZHMiOlsi1uAiLCLD1++IIiwilDn8NiJdfV19'],
  ['GBK (GB18030)', 'hDGVM3sibmFtZSI6ItTnss0iLCJzbG90cyI6W3sibmFtZSI6ItL7wc8iLCJjYXJkcyI6WyK/p7fIIiwiwsyy6CJdfSx7Im5hbWUiOiLKs87vIiwiY2FyZHMiOlsi1uAiLCLD17e5Il19XX0='],
  ['Windows-1252 (Latin-1)', 'eyJuYW1lIjogIkZy/GhzdPxjayIsICJzbG90cyI6IFt7Im5hbWUiOiAiR2V0cuRuayIsICJjYXJkcyI6IFsiS+RzZSIsICJUZWUiLCAiU/zfZXMgQnL2dGNoZW4iXX0sIHsibmFtZSI6ICLWbCIsICJjYXJkcyI6IFsixHBmZWwiXX1dfQ=='],
  ['Windows-1252 (Latin-1)', 'eyJuYW1lIjogIlBldGl0IGTpamV1bmVyIiwgInNsb3RzIjogW3sibmFtZSI6ICJCb2lzc29uIiwgImNhcmRzIjogWyJjYWbpIiwgInRo6SIsICJjcuhtZSBicvts6WUiLCAi52EiLCAicOJ06SIsICKcdWYg4CBsYSBjb3F1ZSJdfV19'],
  ['Windows-1252 (Latin-1)', 'eyJuYW1lIjogIkNhZukgZGEgbWFuaOMiLCAic2xvdHMiOiBbeyJuYW1lIjogIkJlYmlkYSIsICJjYXJkcyI6IFsicONvIiwgIm1h5+MiLCAibGlt428iXX1dfQ=='],
  ['Windows-1252 (Latin-1)', 'eyJuYW1lIjogIkRlc2F5dW5vIiwgInNsb3RzIjogW3sibmFtZSI6ICJCZWJpZGEiLCAiY2FyZHMiOiBbImNhZukiLCAidOkiLCAicGnxYSIsICJqYW3zbiIsICJh8W8iLCAiv3F16T8iXX1dfQ=='],
  ['Mac Roman or CP850', 'eyJuYW1lIjogIkZygWhzdIFjayIsICJzbG90cyI6IFt7Im5hbWUiOiAiR2V0coRuayIsICJjYXJkcyI6IFsiS4RzZSIsICJUZWUiLCAiU4HhZXMgQnKUdGNoZW4iXX0sIHsibmFtZSI6ICKZbCIsICJjYXJkcyI6IFsijnBmZWwiXX1dfQ=='],
  ['Mac Roman or CP850', 'eyJuYW1lIjogIlBldGl0IGSOamV1bmVyIiwgInNsb3RzIjogW3sibmFtZSI6ICJCb2lzc29uIiwgImNhcmRzIjogWyJjYWaOIiwgInRojiIsICJjco9tZSBicp5sjmUiLCAijWEiLCAicIl0jiIsICLPdWYgiCBsYSBjb3F1ZSJdfV19'],
  ['CP949 (EUC-KR)', 'eyJuYW1lIjogIr7GxKcgvcS75yIsICJzbG90cyI6IFt7Im5hbWUiOiAiwL234SIsICJjYXJkcyI6IFsixL/HxyIsICKz7ML3IiwgIsHWvboiXX0sIHsibmFtZSI6ICLAvb3EIiwgImNhcmRzIjogWyLB1yIsICK55CJdfV19'],
  ['CP949 (EUC-KR)', 'eyJuYW1lIjogIrv2sfIiLCAic2xvdHMiOiBbeyJuYW1lIjogIrr7IiwgImNhcmRzIjogWyK7obCtIiwgIsbEtvsiLCAis+u2+yJdfSwgeyJuYW1lIjogIr/ywffA0yIsICJjYXJkcyI6IFsitMC4rrDUIiwgIrr8uKOw1CJdfV19'],
  ['Shift-JIS', 'eyJuYW1lIjogIpKpgrKCzYLxIiwgInNsb3RzIjogW3sibmFtZSI6ICKI+YLdlagiLCAiY2FyZHMiOiBbIoNSgVuDcYFbIiwgIoKokoMiLCAig1eDhYFbg1giXX0sIHsibmFtZSI6ICKQSILXlagiLCAiY2FyZHMiOiBbIoKylNEiLCAig3CDkyJdfV19'],
  ['Shift-JIS', 'eyJuYW1lIjogIpKpkEgiLCAic2xvdHMiOiBbeyJuYW1lIjogIoj5l78iLCAiY2FyZHMiOiBbIuDb4OgiLCAijWeSgyIsICKLjZP7Il19XX0='],
  ['EUC-JP', 'eyJuYW1lIjogIsSrpLSkz6TzIiwgInNsb3RzIjogW3sibmFtZSI6ICKw+6TfyqoiLCAiY2FyZHMiOiBbIqWzobyl0qG8IiwgIqSqw+MiLCAipbil5aG8pbkiXX0sIHsibmFtZSI6ICK/qaTZyqoiLCAiY2FyZHMiOiBbIqS0yNMiLCAipdGl8yJdfV19'],
  ['ISO-2022-JP', 'eyJuYW1lIjogIhskQkQrJDQkTyRzGyhCIiwgInNsb3RzIjogW3sibmFtZSI6ICIbJEIweyRfSiobKEIiLCAiY2FyZHMiOiBbIhskQiUzITwlUiE8GyhCIiwgIhskQiQqQ2MbKEIiLCAiGyRCJTglZSE8JTkbKEIiXX0sIHsibmFtZSI6ICIbJEI/KSRZSiobKEIiLCAiY2FyZHMiOiBbIhskQiQ0SFMbKEIiLCAiGyRCJVElcxsoQiJdfV19'],
  ['GBK', 'eyJuYW1lIjogItTnss0iLCAic2xvdHMiOiBbeyJuYW1lIjogItL7wc8iLCAiY2FyZHMiOiBbIr+nt8giLCAiwsyy6CIsICK5+9atIl19LCB7Im5hbWUiOiAiyrPO7yIsICJjYXJkcyI6IFsi1uAiLCAiw9e3uSIsICK8prWwIl19XX0='],
  ['GBK', 'eyJuYW1lIjogItHVyasiLCAic2xvdHMiOiBbeyJuYW1lIjogItHVyasiLCAiY2FyZHMiOiBbIrrsyasiLCAiwLbJqyJdfSwgeyJuYW1lIjogIrav1/ciLCAiY2FyZHMiOiBbIr/sIiwgIsL9Il19XX0='],
  ['Big5', 'eyJuYW1lIjogIqatwFwiLCAic2xvdHMiOiBbeyJuYW1lIjogIra8rsYiLCAiY2FyZHMiOiBbIqlAsNgiLCAiuvGv+SIsICKqR6XEIl19LCB7Im5hbWUiOiAirbmqqyIsICJjYXJkcyI6IFsitbAiLCAipsy2uiIsICLC+7NKIl19XX0='],
  ['Windows-1251', 'eyJuYW1lIjogIsfg4vLw4OoiLCAic2xvdHMiOiBbeyJuYW1lIjogIs3g7+jy7uoiLCAiY2FyZHMiOiBbIuru9OUiLCAi9+DpIiwgIvHu6iJdfSwgeyJuYW1lIjogIsXk4CIsICJjYXJkcyI6IFsi6uD44CIsICL/6fbgIiwgIvXr5eEg8SDs4PHr7uwiXX1dfQ=='],
  ['Windows-1251', 'eyJuYW1lIjogIufg4vLw4OoiLCAic2xvdHMiOiBbeyJuYW1lIjogIu3g7+jy7uoiLCAiY2FyZHMiOiBbIvfg6SIsICLq7vTlIl19XX0='],
  ['Windows-1251', 'eyJuYW1lIjogItHts+Tg7e7qIiwgInNsb3RzIjogW3sibmFtZSI6ICLN4O+z6SIsICJjYXJkcyI6IFsi6uDi4CIsICL34OkiXX0sIHsibmFtZSI6ICKv5uAiLCAiY2FyZHMiOiBbIurg+OAiLCAi/+n2/yJdfV19'],
  ['KOI8-R', 'eyJuYW1lIjogIvrB19TSwcsiLCAic2xvdHMiOiBbeyJuYW1lIjogIu7B0MnUz8siLCAiY2FyZHMiOiBbIsvPxsUiLCAi3sHKIiwgItPPyyJdfSwgeyJuYW1lIjogIuXEwSIsICJjYXJkcyI6IFsiy8HbwSIsICLRysPBIiwgIsjMxcIg0yDNwdPMz80iXX1dfQ=='],
  ['CP866', 'eyJuYW1lIjogIoegouLgoKoiLCAic2xvdHMiOiBbeyJuYW1lIjogIo2gr6jirqoiLCAiY2FyZHMiOiBbIqqu5KUiLCAi56CpIiwgIuGuqiJdfSwgeyJuYW1lIjogIoWkoCIsICJjYXJkcyI6IFsiqqDooCIsICLvqeagIiwgIuWrpaEg4SCsoOGrrqwiXX1dfQ=='],
  ['Windows-1253 (Greek)', 'eyJuYW1lIjogItDx+ent/CIsICJzbG90cyI6IFt7Im5hbWUiOiAi0O/0/CIsICJjYXJkcyI6IFsi6uH23fIiLCAi9PPc6SIsICL39ez88iJdfSwgeyJuYW1lIjogItbh4+f0/CIsICJjYXJkcyI6IFsi4fXj3CIsICL4+ezfIl19XX0='],
  ['Windows-1255 (Hebrew)', 'eyJuYW1lIjogIuD45ef6IOHl9/giLCAic2xvdHMiOiBbeyJuYW1lIjogIu759+QiLCAiY2FyZHMiOiBbIvf05CIsICL65CJdfSwgeyJuYW1lIjogIuDl6+wiLCAiY2FyZHMiOiBbIuzn7SIsICLh6fbp7SJdfV19'],
  ['Windows-1256 (Arabic)', 'eyJuYW1lIjogIsfh3djm0SIsICJzbG90cyI6IFt7Im5hbWUiOiAi49TR5sgiLCAiY2FyZHMiOiBbIt7l5skiLCAi1MftIiwgItrV7dEiXX0sIHsibmFtZSI6ICLY2sfjIiwgImNhcmRzIjogWyLOyNIiLCAiyO3WIl19XX0='],
  ['Windows-874 (Thai)', 'eyJuYW1lIjogIs3Sy9LD4Krp0iIsICJzbG90cyI6IFt7Im5hbWUiOiAi4KTD1+jNp7TX6MEiLCAiY2FyZHMiOiBbIqHS4b8iLCAiqtIiLCAiuenTvMXkwekiXX1dfQ=='],
  ['Windows-1250 (Latin-2)', 'eyJuYW1lIjogIlNu7WRhbuwiLCAic2xvdHMiOiBbeyJuYW1lIjogIk7hcG9qIiwgImNhcmRzIjogWyJr4XZhIiwgIuhhaiIsICJknnVzIl19LCB7Im5hbWUiOiAiSu1kbG8iLCAiY2FyZHMiOiBbInZlamNlIiwgImNobOliIiwgImtvbOHoIiwgIpp1bmthIl19XX0='],
  ['Windows-1250 (Latin-2)', 'eyJuYW1lIjogIoxuaWFkYW5pZSIsICJzbG90cyI6IFt7Im5hbWUiOiAiTmFw82oiLCAiY2FyZHMiOiBbImthd2EiLCAiaGVyYmF0YSIsICJzb2sgamFis2tvd3kiXX0sIHsibmFtZSI6ICJKZWR6ZW5pZSIsICJjYXJkcyI6IFsib3dzaWFua2EiLCAiamFqa2EiLCAiY2hsZWIgv3l0bmkiXX1dfQ=='],
];

const utf8 = (text) => new TextEncoder().encode(text);
const bytesOf = (letters) => Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
/** The units of a text in so many bytes each. */
function units(text, size, isLittle) {
  const codes = size === 2 ? text.split('').map((unit) => unit.charCodeAt(0)) : [...text].map((letter) => letter.codePointAt(0));
  const view = new DataView(new ArrayBuffer(codes.length * size));
  codes.forEach((code, n) => (size === 2 ? view.setUint16(n * 2, code, isLittle) : view.setUint32(n * 4, code, isLittle)));
  return new Uint8Array(view.buffer);
}
const refusal = (bytes) => {
  try {
    return `nothing of ${textOf(bytes)}`;
  } catch ({ message }) {
    return message;
  }
};

test('UTF-8, UTF-16 and UTF-32 are read, with a mark or without', () => {
  assert.equal(textOf(utf8(DECK)), DECK);
  assert.equal(textOf(utf8(`\uFEFF${DECK}`)), DECK);
  for (const size of [2, 4]) {
    for (const isLittle of [true, false]) {
      assert.equal(textOf(units(DECK, size, isLittle)), DECK, `${size} ${isLittle}`);
      assert.equal(textOf(units(`\uFEFF${DECK}`, size, isLittle)), DECK, `${size} ${isLittle} with its mark`);
      assert.equal(textOf(units(`\r\n ${DECK}`, size, isLittle)), `\r\n ${DECK}`);
    }
  }
});

test('a text in another encoding is refused by its likely name', () => {
  for (const [name, base64] of LIKELY) {
    for (const language of ['en', 'ko']) {
      setLanguage(language);
      const said = refusal(new Uint8Array(Buffer.from(base64, 'base64')));
      assert.ok(said.includes(name) && said.includes('UTF-8') && !said.includes('\uFFFD'), `${name}: ${said}`);
      assert.ok(language === 'en' ? said.startsWith('line 1 ') : /^1번째 줄/.test(said), said);
    }
  }
  setLanguage('en');
  assert.match(refusal(bytesOf('{"a": "\x87\x86\x87\x86\x87"\n}')), /^line 1 .*cannot be told/);
  // What others than this one take for a letter of two bytes, in no alphabet either.
  assert.doesNotMatch(refusal(bytesOf('{"a": "\xb6niadanie, \xbf\xf3\xb3ty, \xbc\xb6\xbf"}')), /GB|Big5|EUC|Shift/);
  // The line, and not far into a large file.
  const far = `{"a": "${'x'.repeat(100_000)}",\n"b": "Fr\xfchst\xfcck"}`;
  assert.match(refusal(bytesOf(far)), /^line 2 .*Windows-1252/);
});

test('a damaged text is no text in another encoding', () => {
  const damaged = utf8(DECK);
  damaged[12] = 0x20;
  assert.match(refusal(damaged), /^it is UTF-8, but line 1/);
  assert.match(refusal(Uint8Array.of(0xef, 0xbb, 0xbf, ...bytesOf('{"a": "\xfc"}'))), /^it is UTF-8, but line 1/);
  assert.match(refusal(units(`\uFEFF{\n"a": "\uD83C"}`, 2, true)), /^it is UTF-16LE, but line 2/);
  assert.match(refusal(units(DECK, 2, false).slice(0, -1)), /^it is UTF-16BE, but line 1/);
  assert.match(refusal(units(DECK, 4, true).slice(0, -1)), /^it is UTF-32LE, but line 1/);
  assert.match(refusal(Uint8Array.of(0x7b, 0, 0, 0, 0, 0, 0x11, 0)), /^it is UTF-32LE, but line 1/);
});

test('a text that is cut within a character, and what is no text, are told as ever', () => {
  const said = (bytes) => {
    try {
      return parseJson(textOf(bytes), bytes.length);
    } catch ({ message }) {
      return message;
    }
  };
  assert.match(said(utf8(DECK).slice(0, 12)), /ends in the middle, after 12 bytes/);
  // What is whole must not lose a byte either.
  assert.match(said(Uint8Array.of(...utf8('{}'), 0xe3)), /no JSON/);
  assert.match(said(bytesOf('\x89PNG\r\n\x1a\n\0\0\0\rIHDR')), /PNG picture/);
  assert.match(said(bytesOf('\xff\xd8\xff\xe0\0\x10JFIF\0')), /JPEG picture/);
  assert.match(said(bytesOf('%PDF-1.7\n%\xe2\xe3\xcf\xd3')), /PDF document/);
  assert.match(said(bytesOf('Fr\xfchst\xfcck')), /no text in JSON/);
});

test('texts that are cut or exported are well-formed', () => {
  assert.equal(cut('ab😀', 3), 'ab');
  assert.equal(cut('ab😀', 4), 'ab😀');
  assert.equal(wellFormed('a\uD83C'), 'a');
  // Inside a text a mark tells that something was there.
  assert.equal(wellFormed('\uD83Ca\uDE00'), '\uFFFDa\uFFFD');
  assert.equal(JSON.stringify({ a: ['x\uD83C', 1, null] }, wellFormedTexts), '{"a":["x",1,null]}');
  const { message } = (() => {
    try {
      return parseJson('[1, 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀]');
    } catch (error) {
      return error;
    }
  })();
  assert.equal(message, wellFormed(message));
});
