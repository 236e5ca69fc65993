// What is wrong with a deck of one's own.

import { localized } from './language.js';

export const own = localized({
  en: {
    /** @param {number} got @param {number} most */
    tooLong: (got, most) => `the text has ${got} characters, a deck may have at most ${most}`,
    /** @param {number} line @param {number} column @param {string} what */
    syntax: (line, column, what) => `line ${line}, column ${column}: ${what}`,
    /** @param {number} line @param {string} path @param {string} what */
    place: (line, path, what) => `line ${line}: ${path || 'the deck'} ${what}`,
    /** @param {number} count */
    more: (count) => `and ${count} more`,

    // Where the text is no JSON; `found` stands there.
    end: 'the end of the text',
    /** @param {string} found */
    value: (found) => `expected a value, found ${found}`,
    /** @param {string} found */
    member: (found) => `expected a name in double quotes, found ${found}`,
    /** @param {string} found */
    colon: (found) => `expected a colon after the name, found ${found}`,
    /** @param {string} found */
    listGoesOn: (found) => `expected a comma or ], found ${found}`,
    /** @param {string} found */
    objectGoesOn: (found) => `expected a comma or }, found ${found}`,
    comma: () => 'nothing follows this comma; remove it',
    unclosed: () => 'this text has no closing double quote on its line',
    /** @param {string} found */
    escape: (found) => `a backslash is followed by " \\ / b f n r t or u with four digits, found ${found}`,
    /** @param {string} found */
    after: (found) => `the deck has ended here, but ${found} follows`,
    /** @param {string} found */
    twice: (found) => `${found} is here twice`,
    /** @param {string} found @param {number} most */
    deep: (found, most) => `lists and objects are nested more than ${most} deep here; a deck needs six`,

    // After a path.
    aList: 'a list',
    anObject: 'an object',
    missing: 'is missing',
    /** @param {string[]} names @param {string | undefined} nearest */
    unknown: (names, nearest) =>
      `is not known; ${nearest ? `do you mean ${nearest}?` : `here may be: ${names.join(', ')}`}`,
    /** @param {string} got */
    object: (got) => `must be an object in braces, got ${got}`,
    /** @param {string} got */
    list: (got) => `must be a list in brackets, got ${got}`,
    /** @param {string} got */
    text: (got) => `must be a text in double quotes, got ${got}`,
    empty: 'is empty; it needs at least one entry',
    /** @param {number} got @param {number} most */
    many: (got, most) => `has ${got} entries, at most ${most} are allowed`,
    /** @param {number} got @param {number} most */
    inAll: (got, most) => `have ${got} cards in all, at most ${most} are allowed`,
    /** @param {number} got @param {number} most */
    long: (got, most) => `has ${got} characters, at most ${most} are allowed`,
    blank: 'has nothing that can be read',
    /** @param {string} code */
    hidden: (code) => `has the invisible character ${code}; remove it`,
    /** @param {string} got @param {number} first */
    same: (got, first) => `is ${got}, as is number ${first}; they could not be told apart`,
    /** @param {string} got @param {number} first @param {number} at @param {string} here @param {string} there */
    alike: (got, first, at, here, there) =>
      `looks like number ${first}, ${got}, and they could not be told apart; character ${at} is ${here || 'none'} here and ${there || 'none'} there`,
    damaged: 'has U+FFFD (\uFFFD), which stands for a letter that was lost when the text was saved; write that letter again',
    /** @param {string} got @param {number} last */
    number: (got, last) => `is ${got}; the cards to choose from have the numbers 0 to ${last}`,
    noFirst: 'is empty, so no output can begin; name a card, or leave first out',
    /** @param {string} label */
    noWay: (label) =>
      `is empty, so there is no way to an end from ${label}; name a card of the next slot, or leave next out`,
  },
  ko: {
    tooLong: (got, most) => `글이 ${got}자예요. 덱은 ${most}자까지 쓸 수 있어요`,
    syntax: (line, column, what) => `${line}번째 줄 ${column}번째 글자: ${what}`,
    place: (line, path, what) => `${line}번째 줄 ${path || '덱'}: ${what}`,
    more: (count) => `그 밖에 ${count}개 더 있어요`,

    end: '글의 끝',
    value: (found) => `값이 와야 하는데 ${found} 부분이 나왔어요`,
    member: (found) => `큰따옴표로 감싼 이름이 와야 하는데 ${found} 부분이 나왔어요`,
    colon: (found) => `이름 뒤에는 쌍점(:)이 와야 하는데 ${found} 부분이 나왔어요`,
    listGoesOn: (found) => `쉼표나 ] 기호가 와야 하는데 ${found} 부분이 나왔어요`,
    objectGoesOn: (found) => `쉼표나 } 기호가 와야 하는데 ${found} 부분이 나왔어요`,
    comma: () => '이 쉼표 뒤에 아무것도 없어요. 쉼표를 지워 주세요',
    unclosed: () => '이 글을 닫는 큰따옴표가 같은 줄에 없어요',
    escape: (found) => `역슬래시 뒤에는 " \\ / b f n r t 또는 u와 숫자 네 개만 올 수 있는데 ${found} 부분이 나왔어요`,
    after: (found) => `덱이 끝났는데 ${found} 부분이 뒤에 더 있어요`,
    twice: (found) => `${found} 이름이 두 번 나와요`,
    deep: (found, most) => `목록과 객체가 ${most}겹보다 깊게 들어 있어요. 덱은 여섯 겹이면 충분해요`,

    aList: '목록',
    anObject: '객체',
    missing: '꼭 있어야 하는데 빠졌어요',
    unknown: (names, nearest) =>
      `모르는 이름이에요. ${nearest ? `혹시 ${nearest} 아닌가요?` : `여기에는 ${names.join(', ')}만 쓸 수 있어요`}`,
    object: (got) => `중괄호로 묶은 객체여야 해요. 지금은 ${got}`,
    list: (got) => `대괄호로 묶은 목록이어야 해요. 지금은 ${got}`,
    text: (got) => `큰따옴표로 감싼 글이어야 해요. 지금은 ${got}`,
    empty: '비어 있어요. 하나 이상 넣어 주세요',
    many: (got, most) => `${got}개예요. ${most}개까지만 넣을 수 있어요`,
    inAll: (got, most) => `카드가 모두 ${got}장이에요. ${most}장까지만 넣을 수 있어요`,
    long: (got, most) => `${got}자예요. ${most}자까지만 쓸 수 있어요`,
    blank: '읽을 수 있는 글자가 없어요',
    hidden: (code) => `보이지 않는 문자(${code})가 들어 있어요. 지워 주세요`,
    same: (got, first) => `${got} 이름이 ${first}번과 똑같아요. 서로 구별할 수 없어요`,
    alike: (got, first, at, here, there) =>
      `${got} 이름이 ${first}번과 똑같아 보여서 서로 구별할 수 없어요. ${at}번째 문자: 여기는 ${here || '없음'}, ${first}번은 ${there || '없음'}`,
    damaged: '저장할 때 잃어버린 글자 자리에 U+FFFD(\uFFFD)가 들어 있어요. 그 글자를 다시 써 주세요',
    number: (got, last) => `카드 번호는 0부터 ${last}까지 쓸 수 있어요. 지금은 ${got}`,
    noFirst: '비어 있어서 시작할 수 없어요. 카드 번호를 넣거나 first를 빼 주세요',
    noWay: (label) =>
      `비어 있어서 ${label} 다음에 끝까지 갈 길이 없어요. 다음 칸의 카드 번호를 넣거나 next를 빼 주세요`,
  },
});
