// Files whose text is in another encoding than UTF-8.

import { localized } from './language.js';

export const encoding = localized({
  en: {
    /** @param {number} line @param {string} name */
    looks: (line, name) => `line ${line} of it is not UTF-8 but looks like ${name}; save it as UTF-8 where it was written, and open it again`,
    /** @param {number} line */
    unknown: (line) => `line ${line} of it is not UTF-8, and its encoding cannot be told; save it as UTF-8 where it was written, and open it again`,
    /** @param {string} name @param {number} line */
    damaged: (name, line) => `it is ${name}, but line ${line} has bytes that are no character there, so it was cut or changed; take it anew from where it comes, or write the line again`,
  },
  ko: {
    looks: (line, name) => `${line}번째 줄이 UTF-8이 아니라 ${name} 같아요. 글을 쓴 프로그램에서 UTF-8로 저장한 뒤 다시 열어 주세요`,
    unknown: (line) => `${line}번째 줄이 UTF-8이 아닌데, 어떤 인코딩인지 알 수 없어요. 글을 쓴 프로그램에서 UTF-8로 저장한 뒤 다시 열어 주세요`,
    damaged: (name, line) => `${name} 파일인데 ${line}번째 줄에 글자가 아닌 바이트가 있어요. 잘렸거나 바뀐 것이니, 파일을 다시 받거나 그 줄을 다시 써 주세요`,
  },
});
