// Links: making, opening, and what may be wrong with them.

/** @import { Link } from '../types.js' */

import { localized } from './language.js';
import { isolated } from './isolate.js';
import { ratingsOf } from './numbers.js';
import { josa } from './particles.js';

export const share = localized({
  en: {
    title: 'Pass it on',
    lead: 'A link carries the deck, the seed and the ratings, and opens to the very same policy. It is made here, and nothing leaves this page until you send it.',
    make: 'Make a link',
    task: 'with the task text',
    label: 'The link',
    copy: 'Copy the link',
    copied: 'Copied.',
    select: 'The browser does not let the page copy. The link is selected: copy it with Ctrl-C.',
    /** @param {Link} link */
    made: ({ bytes, ratings, hash }) => `${bytes} bytes, ${ratingsOf(ratings)}, hash ${hash}.`,
    /** @param {number} bytes @param {number} most */
    large: (bytes, most) => `The link has ${bytes} bytes. Many programs break links above ${most}, so better send the session as a file.`,
    file: 'Save the session as a file',
    local: 'This page was opened from a file, so the link works on this computer only. Elsewhere the session file does.',
    stale: 'The link is of an earlier moment; make it anew for what has happened since.',
    /** @param {string} why */
    failed: (why) => `No link could be made: ${why}.`,

    /** @param {string} percent */
    opening: (percent) => `Opening the link: ${percent}`,
    /** @param {string} percent */
    bringingBack: (percent) => `Your last session is being played again: ${percent}`,
    /** @param {string} hash @param {number} ratings */
    opened: (hash, ratings) => `The link has led to the very same policy, after ${ratingsOf(ratings)}: hash ${hash}.`,
    /** @param {string} why */
    refused: (why) => `The link could not be opened: ${why}. Nothing has changed.`,
    close: 'Close',

    noSeed: 'the session goes on from a snapshot, so its ratings from the start are not here; save a snapshot instead',
    noCompression: 'this browser cannot compress (it lacks CompressionStream); use the session file instead',
    /** @param {number} length @param {number} most */
    tooLong: (length, most) => `it has ${length} letters, no link has more than ${most}`,
    /** @param {string} version @param {number} known */
    newer: (version, known) => `it was made by a newer version ${version} of this page, this one reads ${known}; load the page again`,
    /** @param {number} known */
    noVersion: (known) => `it does not begin with a version, as in #s=${known}; it is cut or changed`,
    /** @param {string} letter @param {number} at */
    letter: (letter, at) => `letter ${at} behind its version is “${isolated(letter)}”, which no link has; it was changed on its way`,
    /** @param {number} length */
    cut: (length) => `it is cut or changed: no link ends after ${length} letters like this`,
    /** @param {string} found @param {string} stated */
    changed: (found, stated) => `it is cut or changed: its checksum is ${found}, it should be ${stated}`,
    /** @param {string} what */
    broken: (what) => `it holds no session: ${what}`,
    ends: 'it ends too early',
    number: 'a number is too large',
    /** @param {number} got @param {number} most */
    settings: (got, most) => `it has ${got} settings, this page knows ${most}`,
    packed: 'it cannot be unpacked',
    /** @param {number} most */
    bomb: (most) => `unpacked it has more than ${most} bytes`,
    /** @param {string} name */
    noDeck: (name) => `it is for a deck “${isolated(name)}”, which this page does not have`,
    /** @param {string} name */
    otherDeck: (name) => `it was made with another version of the deck ${isolated(name)}`,
  },
  ko: {
    title: '나누기',
    lead: '링크에는 덱과 시드, 별점이 담겨 있어서, 열면 똑같은 정책이 나와요. 링크는 이 페이지에서 만들고, 보내기 전에는 아무것도 나가지 않아요.',
    make: '링크 만들기',
    task: '과제 글도 함께',
    label: '링크',
    copy: '링크 복사',
    copied: '복사했어요.',
    select: '브라우저가 복사를 막았어요. 링크를 골라 두었으니 Ctrl-C로 복사하세요.',
    made: ({ bytes, ratings, hash }) => `${bytes}바이트, ${ratingsOf(ratings)}, 해시 ${hash}.`,
    large: (bytes, most) => `링크가 ${bytes}바이트예요. ${most}바이트가 넘는 링크는 깨지는 곳이 많으니, 세션을 파일로 보내는 게 나아요.`,
    file: '세션을 파일로 저장',
    local: '이 페이지는 파일로 열려 있어서 링크가 이 컴퓨터에서만 열려요. 다른 곳으로는 세션 파일을 보내세요.',
    stale: '이 링크는 조금 전의 것이에요. 그 뒤의 것까지 담으려면 다시 만드세요.',
    failed: (why) => `링크를 만들 수 없어요: ${why}.`,

    opening: (percent) => `링크를 여는 중: ${percent}`,
    bringingBack: (percent) => `지난 세션을 다시 재생하고 있어요: ${percent}`,
    opened: (hash, ratings) => `링크를 열어 ${ratingsOf(ratings)}를 받은 바로 그 정책이 나왔어요. 해시 ${hash}.`,
    refused: (why) => `링크를 열 수 없어요: ${why}. 바뀐 것은 없어요.`,
    close: '닫기',

    noSeed: '스냅샷에서 이어가고 있어서 처음부터의 별점이 없어요. 대신 스냅샷을 저장하세요',
    noCompression: '이 브라우저는 압축을 할 수 없어요(CompressionStream이 없어요). 대신 세션 파일을 쓰세요',
    tooLong: (length, most) => `${length}자예요. 링크는 ${most}자를 넘지 않아요`,
    newer: (version, known) => `더 새로운 버전 ${version}에서 만든 링크예요. 이 페이지는 ${josa(known, '을/를')} 읽어요. 페이지를 다시 불러와 보세요`,
    noVersion: (known) => `#s=${known}처럼 버전으로 시작하지 않아요. 잘렸거나 바뀌었어요`,
    letter: (letter, at) => `버전 뒤 ${at}번째 글자가 “${isolated(letter)}”인데, 링크에는 없는 글자예요. 오는 길에 바뀌었어요`,
    cut: (length) => `잘렸거나 바뀌었어요. 이렇게 ${length}자에서 끝나는 링크는 없어요`,
    changed: (found, stated) => `잘렸거나 바뀌었어요. 체크섬이 ${found}인데 ${josa(stated, '이어야/여야')} 해요`,
    broken: (what) => `세션이 들어 있지 않아요: ${what}`,
    ends: '너무 일찍 끝나요',
    number: '너무 큰 수가 있어요',
    settings: (got, most) => `설정이 ${got}개 들어 있는데 이 페이지는 ${most}개만 알아요`,
    packed: '압축을 풀 수 없어요',
    bomb: (most) => `풀면 ${most}바이트가 넘어요`,
    noDeck: (name) => `이 페이지에 없는 덱 “${isolated(name)}”의 링크예요`,
    otherDeck: (name) => `${isolated(name)} 덱의 다른 버전으로 만든 링크예요`,
  },
});
