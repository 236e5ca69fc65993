// What the core says in Korean: its messages are English, for it has no room for more.

import { language } from './language.js';
import { josa } from './particles.js';

/** Each may stand at the end of a longer message. `[은/는]` is that form which the value before it takes. */
/** @type {[pattern: RegExp, korean: string][]} */
const KOREAN = [
  [/no output (\d+) has been proposed \(the next one will be (\d+)\).*/, '결과물 $1[은/는] 아직 나온 적이 없어요 (다음 것은 $2[이에요/예요])'],
  [/output (\d+) is too old, (\d+) is the oldest.*/, '결과물 $1[은/는] 너무 오래됐어요. 아직 평가할 수 있는 것은 $2부터예요'],
  [/output (\d+) has been rated.*/, '결과물 $1[은/는] 이미 평가했어요'],
  [/output (\d+) was skipped.*/, '결과물 $1[은/는] 건너뛰었어요'],
  [/output (\d+) cannot be rated again, only the last rated one, (\d+), can/, '결과물 $1[은/는] 다시 평가할 수 없어요. 마지막으로 평가한 $2만 고칠 수 있어요'],
  [/nothing has been rated yet.*/, '아직 아무것도 평가하지 않았어요'],
  [/a rating is a whole number of stars from 1 to 5, got (\S+)/, '별점은 1부터 5까지의 정수여야 하는데 $1[이에요/예요]'],
  [/context (\d+) does not exist, the deck has (\d+).*/, '상황 $1[은/는] 없어요. 이 덱에는 $2개가 있어요 (0부터 세요)'],
  [/(\S+) is (\S+), it must be from (\S+) to (\S+)/, '$1[은/는] $2인데 $3부터 $4까지여야 해요'],
  [/(\S+) is not a setting/, '$1[은/는] 없는 설정이에요'],
  [/(\S+) must be true or false, got (.*)/, '$1[은/는] true나 false여야 하는데 $2[이에요/예요]'],
  [/(\S+) must be a number, got (.*)/, '$1[은/는] 수여야 하는데 $2[이에요/예요]'],
  [/(\S+) must be a whole number from 0 to 2\^53 - 1, got (.*)/, '$1[은/는] 0부터 2^53 - 1까지의 정수여야 하는데 $2[이에요/예요]'],
  [/(\S+) is too large, got (.*)/, '$1[이/가] 너무 커요: $2'],
  [/(\S+) must be "tanh" or "relu", got (.*)/, '$1[은/는] "tanh"나 "relu"여야 하는데 $2[이에요/예요]'],
  [/the deck has (\d+) (.*), this build has room for (\d+)/, '이 페이지에는 $3까지만 들어가는데 $1[이에요/예요] ($2)'],
  [/this is no snapshot: it begins with (\S+), not with "LOBL"/, '스냅샷이 아니에요. 첫머리가 "LOBL"이어야 하는데 $1[이에요/예요]'],
  [/the snapshot is of version (\d+), versions up to (\d+) can be read.*/, '스냅샷이 버전 $1[이에요/예요]. 버전 $2까지 읽을 수 있어요'],
  [/the snapshot has (\d+) bytes, it should have (\d+).*/, '스냅샷이 $1바이트인데 $2바이트여야 해요. 잘렸거나 무언가 덧붙었어요'],
  [/the snapshot is damaged: its checksum is (\S+), it should be (\S+);.*/, '스냅샷이 손상됐어요. 체크섬이 $1인데 $2[이어야/여야] 해요'],
  [/the snapshot is of kind (\d+), expected (\d+).*/, '스냅샷 종류가 $1인데 $2[이어야/여야] 해요 (1: 세션 전체, 2: 정책만)'],
  [/the snapshot is of another shape: (\d+) (.*), this one has (\d+)/, '스냅샷의 모양이 달라요. $1[이/가] 아니라 $3[이어야/여야] 해요 ($2)'],
  [/the snapshot is of another deck .*/, '다른 덱의 스냅샷이에요'],
  [/the number at byte (\d+) of the snapshot is NaN or infinite/, '스냅샷의 $1번째 바이트에 있는 수가 유한하지 않아요'],
  [/the (.*) before byte (\d+) of the snapshot cannot be/, '스냅샷의 $2번째 바이트 앞에 있을 수 없는 값이 있어요 ($1)'],
];

/** @param {string} text @param {string[]} values */
const inKorean = (text, values) => text.replace(/\$(\d)(?:\[([^\]]+)\])?/g,
  (_, n, forms) => (forms ? josa(values[n], forms) : values[n]));

/**
 * A message of the core in the language of the page.
 * @param {string} message
 */
export function inWords(message) {
  const found = language() === 'ko' && KOREAN.find(([pattern]) => pattern.test(message));
  return found ? message.replace(found[0], (...values) => inKorean(found[1], values)) : message;
}
