// Files, what may be wrong with them, and what the browser keeps.

import { isolated } from './isolate.js';
import { localized } from './language.js';

/** @type {Record<string, string>} */
const LOOKS = { PNG: 'PNG 그림', JPEG: 'JPEG 사진', GIF: 'GIF 그림', WebP: 'WebP 그림', PDF: 'PDF 문서', ZIP: 'ZIP 묶음', HTML: '웹 페이지', XML: 'XML 문서' };
/** @type {Record<string, string>} */
const ENGLISH = { PDF: 'PDF document', ZIP: 'ZIP archive', HTML: 'web page', XML: 'XML document' };

export const files = localized({
  en: {
    title: 'Take it along',
    lead: 'A session is the seed and your ratings, from which the same policy can be learnt again; a snapshot is all that it has learnt. Both run on a microcontroller with the same bits, and what a board has learnt goes on here. They are files of yours: nothing is sent anywhere.',
    session: 'Save the session',
    snapshot: 'Save a snapshot',
    texts: 'with my tasks and the answers',
    open: 'Open a file',
    drop: 'Drop a session, a snapshot or a deck here',
    noSession: 'It goes on from a snapshot, so the list of all its ratings is not here to be saved. Its snapshot can be.',
    /** @param {string} name @param {string} why */
    refused: (name, why) => `${isolated(name)} could not be opened: ${why}. Nothing has changed.`,
    /** @param {string} name */
    opened: (name) => `${isolated(name)} is open.`,
    /** @param {number} count */
    several: (count) => `One file at a time, please: these were ${count}. Nothing has changed.`,

    /** @param {number} bytes @param {number} most */
    tooLarge: (bytes, most) => `it has ${bytes} bytes, at most ${most} are read`,
    /** @param {number} bytes */
    empty: (bytes) => `it is empty (${bytes} bytes); it is no snapshot, session or deck`,
    /** @param {string} what @param {number} bytes */
    looks: (what, bytes) => `it begins like a ${ENGLISH[what] ?? `${what} picture`} (${bytes} bytes); it is no snapshot, session or deck`,
    /** @param {number} bytes */
    neither: (bytes) => `it is no snapshot, session or deck, and no text in JSON (${bytes} bytes)`,
    /** @param {number} bytes */
    cut: (bytes) => `its text ends in the middle, after ${bytes} bytes: it is cut`,
    /** @param {string} why */
    noJson: (why) => `it is no JSON: ${why}`,
    /** @param {string} got */
    notObject: (got) => `a session or a deck is an object in braces, this is ${got}`,
    nothing: 'nothing',
    deep: 'lists and objects are nested far too deep in it',
    garbled: 'the snapshot in it has letters that none has',
    noFormat: 'it is JSON, but neither a session (it has no format) nor a deck (it has no slots)',
    /** @param {string} got @param {string[]} known */
    format: (got, known) => `it is ${got}, this page reads ${known.join(' and ')}`,
    former: 'lobule-session/1 is for the deck "lights" without a config; later ones are lobule-session/2',
    /** @param {string[]} names */
    unknown: (names) => `this member is not known; a session has ${names.join(', ')}`,
    /** @param {string} got */
    object: (got) => `it must be an object in braces, got ${got}`,
    /** @param {string} got */
    list: (got) => `it must be a list in brackets, got ${got}`,
    /** @param {string} got */
    deck: (got) => `it must be "lights" or an object in braces, got ${got}`,
    /** @param {number} most @param {string} got */
    whole: (most, got) => `it must be a whole number from 0 to ${most}, got ${got}`,
    /** @param {string} got */
    base: (got) => `it must be a snapshot as text, got ${got}`,
    /** @param {string} got */
    hash: (got) => `it must be 16 hexadecimal digits, got ${got}`,
    /** @param {number} got @param {number} most */
    manyEvents: (got, most) => `there are ${got}, at most ${most} are played`,
    /** @param {string[]} kinds @param {string} got */
    event: (kinds, got) => `an event has one of ${kinds.join(', ')}, got ${got}`,
    /** @param {string} got */
    pair: (got) => `it must be an output and its stars, as in [0, 5], got ${got}`,
    /** @param {string} got @param {number} count */
    id: (got, count) => `there is no output ${got} yet, ${count} have been proposed by then`,
    /** @param {string} got */
    stars: (got) => `stars are a whole number from 1 to 5, got ${got}`,

    forget: 'Forget everything',
    sure: 'Ratings of all decks, favourites, tasks, answers and settings that this browser keeps will be gone for good.',
    yes: 'Yes, forget it all',
    no: 'Keep it',
  },
  ko: {
    title: '가져가기',
    lead: '세션은 시드와 별점이에요. 이것만 있으면 똑같은 정책을 다시 배울 수 있어요. 스냅샷은 배운 것 전부예요. 둘 다 마이크로컨트롤러에서 비트까지 똑같이 움직이고, 보드가 배운 것도 여기서 이어갈 수 있어요. 모두 당신의 파일이고, 어디로도 보내지 않아요.',
    session: '세션 저장',
    snapshot: '스냅샷 저장',
    texts: '내 과제와 답변도 함께',
    open: '파일 열기',
    drop: '세션, 스냅샷, 덱 파일을 여기에 놓으세요',
    noSession: '스냅샷에서 이어가고 있어서 모든 별점 목록을 저장할 수는 없어요. 스냅샷은 저장할 수 있어요.',
    refused: (name, why) => `${isolated(name)} 파일을 열 수 없어요: ${why}. 바뀐 것은 없어요.`,
    opened: (name) => `${isolated(name)} 파일을 열었어요.`,
    several: (count) => `파일은 한 번에 하나씩 열 수 있어요. ${count}개를 놓았어요. 바뀐 것은 없어요.`,

    tooLarge: (bytes, most) => `${bytes}바이트예요. ${most}바이트까지만 읽을 수 있어요`,
    empty: (bytes) => `비어 있어요(${bytes}바이트). 스냅샷도 세션도 덱도 아니에요`,
    looks: (what, bytes) => `${LOOKS[what]}처럼 시작해요(${bytes}바이트). 스냅샷도 세션도 덱도 아니에요`,
    neither: (bytes) => `스냅샷도 세션도 덱도 아니고, JSON 글도 아니에요(${bytes}바이트)`,
    cut: (bytes) => `글이 ${bytes}바이트 뒤에서 갑자기 끝나요. 잘린 파일이에요`,
    noJson: (why) => `JSON이 아니에요: ${why}`,
    notObject: (got) => `세션과 덱은 중괄호로 묶은 객체예요. 이것은 ${got}`,
    nothing: '아무것도 없어요',
    deep: '목록과 객체가 너무 깊이 겹쳐 있어요',
    garbled: '안에 든 스냅샷에 있을 수 없는 글자가 있어요',
    noFormat: 'JSON이지만 세션도(format이 없어요) 덱도(slots가 없어요) 아니에요',
    format: (got, known) => `${got} 형식이에요. 이 페이지는 ${known.join(', ')} 형식을 읽어요`,
    former: 'lobule-session/1은 config 없이 "lights" 덱에만 써요. 그 뒤의 것은 lobule-session/2예요',
    unknown: (names) => `모르는 이름이에요. 세션에는 ${names.join(', ')}만 있어요`,
    object: (got) => `중괄호로 묶은 객체여야 해요. 지금은 ${got}`,
    list: (got) => `대괄호로 묶은 목록이어야 해요. 지금은 ${got}`,
    deck: (got) => `"lights"이거나 중괄호로 묶은 객체여야 해요. 지금은 ${got}`,
    whole: (most, got) => `0부터 ${most}까지의 정수여야 해요. 지금은 ${got}`,
    base: (got) => `스냅샷을 담은 글이어야 해요. 지금은 ${got}`,
    hash: (got) => `16진수 16자리여야 해요. 지금은 ${got}`,
    manyEvents: (got, most) => `${got}개예요. ${most}개까지만 재생할 수 있어요`,
    event: (kinds, got) => `이벤트에는 ${kinds.join(', ')} 중 하나가 있어야 해요. 지금은 ${got}`,
    pair: (got) => `[0, 5]처럼 결과물과 별의 수여야 해요. 지금은 ${got}`,
    id: (got, count) => `${got}번 결과물은 아직 없어요. 그때까지 나온 것은 ${count}개예요`,
    stars: (got) => `별은 1부터 5까지의 정수예요. 지금은 ${got}`,

    forget: '모두 잊기',
    sure: '이 브라우저에 보관한 모든 덱의 별점과 찜, 과제, 답변, 설정이 영영 사라져요.',
    yes: '네, 모두 잊을게요',
    no: '그대로 둘래요',
  },
});
