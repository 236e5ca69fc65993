// The shelf: the sessions that this browser keeps, and what may be wrong with keeping them.

/** @import { Kept, Moved, Problem } from '../types.js' */

import { isolated } from './isolate.js';
import { localized } from './language.js';
import { decimal, ratingsOf, starsOf } from './numbers.js';
import { josa } from './particles.js';

export const shelf = localized({
  en: {
    title: 'Your shelf',
    lead: 'Every session in which you have rated stays here, in this browser, until you delete it. What is to last, save as a file as well.',
    leadUnkept: 'This browser has not taken all of this: what is marked is here as long as the page is open. Save it as a file.',
    unkept: 'gone when you leave',
    none: 'None yet: rate something, and it is here.',
    /** @param {number} count */
    all: (count) => `Show all ${count}`,
    here: 'on show',
    demo: 'with the auto-rater',
    lost: 'It cannot be read. Saved as a file, it may be mended.',
    /** @param {Kept} session */
    ratings: ({ ratings, mean = 0 }) => (ratings === 0 ? 'not rated by a person'
      : `${ratingsOf(ratings)}, ${decimal(mean, 1)} stars on average`),
    favourite: 'favourite:',
    open: 'Open', rename: 'Rename', save: 'Save', remove: 'Delete',
    name: 'Name', use: 'Use this name', leave: 'Cancel',
    /** @param {Kept} session */
    sure: ({ ratings, worth }) => (ratings > 0 ? `Delete it, with ${ratingsOf(ratings)}, for good?`
      : worth ? 'Delete it for good, with all that was undone or kept beside it?' : 'Delete it for good?'),
    yes: 'Yes, delete it', no: 'Keep it',
    removed: 'Deleted.', gone: 'It is not there any more.',
    /** @param {string} name @param {string} why */
    failed: (name, why) => `${isolated(name)} could not be opened: ${why}. It stays here as it is.`,

    before: 'The session that was here before is on the shelf.',
    back: 'Go back to it',
    slot: 'Lobule is open in another tab as well. What you rate in this one is kept apart.',
    saveNow: 'Save this session as a file',
    close: 'Close',
    /** @param {Problem} problem @returns {string} */
    problem: ({ kind, why }) => (kind === 'broken' ? shelf.problems.broken(why) : shelf.problems[kind]),
    problems: {
      full: 'This browser’s storage is full, so what you rate from now on is not kept when you leave. Everything kept before is still here. Save this session as a file, or delete sessions that you no longer want.',
      nearly: 'This browser’s storage is nearly full. Nothing is lost yet: save sessions as files and delete those that you no longer want, before there is no room for new ratings.',
      forbidden: 'This browser does not let the page keep anything, so what you rate is gone when you leave. Save the session as a file.',
      /** @param {string} why */
      broken: (why) => `A session that was kept could not be opened: ${why}. It stays on the shelf as it is; this is another one.`,
    },
    /** @param {Moved} moved @param {number} ratings */
    moved: ({ expected, reached, learning, version, others }, ratings) => {
      const all = ratings === 1 ? 'The one rating is here' : `All ${ratings} ratings are here`;
      const isSame = learning === undefined || learning === version;
      const why = isSame ? 'but they lead elsewhere than was noted, so something in it has been changed'
        : `but they were given with version ${learning} of the learning and this page has version ${version}, which comes to another policy`;
      const hash = expected ? `hash ${reached} in place of ${expected}` : `its hash is ${reached}`;
      const drawn = others > 0 ? ` It draws other outputs as well: ${ratingsOf(others)} now belong${others === 1 ? 's' : ''} to another output than you saw.` : '';
      return `${all}, ${why}: ${hash}.${drawn} What was kept before stays on the shelf.`;
    },
  },
  ko: {
    title: '보관함',
    lead: '한 번이라도 평가한 세션은 지우기 전까지 이 브라우저에 모두 남아 있어요. 오래 두고 싶은 것은 파일로도 저장하세요.',
    leadUnkept: '브라우저가 다 받아 주지 않았어요. 표시된 세션은 페이지가 열려 있는 동안만 있으니 파일로 저장하세요.',
    unkept: '떠나면 사라짐',
    none: '아직 없어요. 평가하면 여기에 나타나요.',
    all: (count) => `${count}개 모두 보기`,
    here: '지금 보는 중',
    demo: '자동 평가자와 함께',
    lost: '읽을 수 없어요. 파일로 저장하면 고칠 수 있을지도 몰라요.',
    ratings: ({ ratings, mean = 0 }) => (ratings === 0 ? '사람이 아직 평가하지 않음'
      : `${ratingsOf(ratings)}, 평균 ${starsOf(decimal(mean, 1))}`),
    favourite: '가장 좋게 보는 것:',
    open: '열기', rename: '이름 바꾸기', save: '저장', remove: '지우기',
    name: '이름', use: '이 이름 쓰기', leave: '취소',
    sure: ({ ratings, worth }) => (ratings > 0 ? `${ratingsOf(ratings)}와 함께 영영 지울까요?`
      : worth ? '되돌린 별점이나 함께 보관한 것까지 영영 지울까요?' : '영영 지울까요?'),
    yes: '네, 지울게요', no: '그대로 둘래요',
    removed: '지웠어요.', gone: '이제 여기에 없어요.',
    failed: (name, why) => `${isolated(name)} 세션을 열 수 없어요: ${why}. 있던 그대로 두었어요.`,

    before: '전에 여기 있던 세션은 보관함에 있어요.',
    back: '그 세션으로 돌아가기',
    slot: 'Lobule이 다른 탭에도 열려 있어요. 이 탭의 별점은 따로 보관해요.',
    saveNow: '이 세션을 파일로 저장',
    close: '닫기',
    /** @param {Problem} problem @returns {string} */
    problem: ({ kind, why }) => (kind === 'broken' ? shelf.problems.broken(why) : shelf.problems[kind]),
    problems: {
      full: '브라우저의 저장 공간이 가득 찼어요. 지금부터의 별점은 페이지를 떠나면 사라져요. 그 전에 보관한 것은 모두 그대로예요. 이 세션을 파일로 저장하거나, 필요 없는 세션을 지워 주세요.',
      nearly: '브라우저의 저장 공간이 거의 찼어요. 아직 사라진 것은 없어요. 새 별점을 넣을 자리가 없어지기 전에 세션을 파일로 저장하고 필요 없는 세션을 지워 주세요.',
      forbidden: '이 브라우저에서는 페이지가 아무것도 보관할 수 없어요. 별점은 페이지를 떠나면 사라지니, 세션을 파일로 저장해 주세요.',
      broken: (why) => `보관한 세션을 열 수 없어요: ${why}. 그 세션은 보관함에 있던 그대로 두었고, 지금 보이는 것은 다른 세션이에요.`,
    },
    moved: ({ expected, reached, learning, version, others }, ratings) => {
      const isSame = learning === undefined || learning === version;
      const why = isSame ? '적혀 있던 것과 다른 정책이 나와요. 무언가 바뀐 것 같아요'
        : `학습 버전 ${learning}에서 준 별점이고 이 페이지는 버전 ${version}이라서 다른 정책이 나와요`;
      const drawn = others > 0 ? ` 나오는 결과물도 달라서, ${ratingsOf(others)}는 보았던 것과 다른 결과물에 붙어요.` : '';
      const before = expected ? `${expected} 대신 ` : '';
      return `별점 ${ratings}개가 모두 있지만, ${why}. 해시는 ${before}${josa(reached, '이에요/예요')}.${drawn} 전에 보관한 것은 보관함에 그대로 남아 있어요.`;
    },
  },
});
