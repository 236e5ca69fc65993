// The Korean of index.html, by the names in its `data-t` attributes; the English stands there.

import { setText } from '../dom.js';
import { language } from './language.js';

/** @type {Record<string, string>} */
const KOREAN = {
  title: 'Lobule: 당신의 취향을 배우는 작은 전두엽',
  tagline: '당신의 취향을 배우는 작은 전두엽이에요.',
  help: '단축키',
  decks: '덱',
  output: '결과물',
  rating: '별점',
  star1: '별 1개',
  star2: '별 2개',
  star3: '별 3개',
  star4: '별 4개',
  star5: '별 5개',
  skip: '건너뛰기',
  replay: '다시 보기',
  undo: '되돌리기',
  correct: '별점 고치기',
  fresh: '내 취향 가르치기',
  machine: '이렇게 고르고 있어요',
  machineLead: '처음부터 카드를 한 장씩 골라 가요. 선이 굵을수록 그쪽으로 갈 확률이 높고, 색이 있는 길이 지금 보이는 결과물을 만들었어요.',
  favourite: '지금 가장 좋게 보는 것',
  best: '지금까지 최고',
  history: '배우고 있나요?',
  mean: '최근 10개까지의 평균',
  yours: '내 별점',
  autos: '자동 평가자의 별점',
  auto: '직접 평가할 시간이 없나요?',
  autoLead: '숨은 취향을 가진 자동 평가자가 대신 별을 줘요. 카드마다 좋아하는 정도가 있고, 별은 그 합을 따라가요. 직접 별을 주면 자동 평가자는 물러나요.',
  autoSwitch: '자동 평가자에게 맡기기',
  speed: '속도',
  slow: '천천히 (초당 1개)',
  fast: '빠르게 (초당 8개)',
  turbo: '터보',
  reveal: '무엇을 좋아하나요?',
  tasteNote: '많이 차 있을수록 더 좋아하는 카드예요. 테두리는 정책이 지금 고를 카드예요.',
  restart: '처음부터 다시',
  restartLead: '시드와 별점이 같으면 비트 하나까지 똑같은 정책이 나와요. 직접 평가한 세션은 보관함에 남아요.',
  seed: '시드',
  story: '무슨 일이 일어나고 있나요',
  walks: '걸어요.',
  walksText: '정책이라는 작은 신경망이 기계를 따라 걸어요. 멈출 때마다 다음 카드 하나하나에 확률을 매기고 한 장을 뽑아요. 그렇게 여러 번 걸어 본 뒤, 별이든 배움이든 가장 기대되는 것을 보여 줘요.',
  judge: '당신이 판단해요.',
  judgeText: '별 하나에서 다섯 개가 취향 모형을 가르쳐요. 카드 하나, 이웃한 카드 한 쌍, 결과물 하나가 당신에게 얼마나 값진지, 또 그것이 얼마나 확실한지를요.',
  dreams: '꿈을 꿔요.',
  dreamsText: '결과물을 상상하고 그 모형으로 스스로 평가해요. 두 번째 신경망인 비평가의 예상보다 나은 선택은 더 자주, 못한 선택은 더 드물게 하게 돼요. 이 방법이 PPO(근접 정책 최적화)예요.',
  calm: '클립이 차분하게 붙잡아요.',
  calmText: '한 번의 업데이트에서 어떤 선택의 확률이 5분의 1만큼 커지거나 작아지면, 클립을 끄지 않았다면 더 밀지 않게 막아요. 엉뚱한 별점 하나로 정책이 뒤집히지 않아요.',
  private: '모델을 연결하거나 링크를 보내지 않는 한 아무것도 이 페이지 밖으로 나가지 않아요. 서버도, 계정도, 쿠키도 없어요. 매긴 별점은 브라우저가 허락하는 한, 잊으라고 할 때까지 이 브라우저에 남아 있어요.',
  parameters: '매개변수',
  hash: '세션 해시',
};

/** @type {Record<string, string>} */
let english;

/** Places for text, also of what is still to be unfolded. */
function findPlaces() {
  const templates = [...document.querySelectorAll('template')].map(({ content }) => content);
  return [document, ...templates].flatMap((root) => /** @type {HTMLElement[]} */ ([...root.querySelectorAll('[data-t]')]));
}

/**
 * What stands in index.html, until it is translated.
 * @param {HTMLElement[]} places
 */
function gather(places) {
  english ??= {
    title: document.title,
    ...Object.fromEntries(places.map(({ dataset, textContent }) => [dataset.t, textContent])),
  };
}

/** Puts all texts of index.html into the language of the page. */
export function translateStatic() {
  const root = document.documentElement;
  if (root.lang === language()) return;
  const places = findPlaces();
  gather(places);
  const texts = language() === 'ko' ? KOREAN : english;
  root.lang = language();
  document.title = texts.title;
  for (const place of places) setText(place, texts[String(place.dataset.t)]);
}

/** Names that one of the two languages lacks. */
export function untranslated() {
  gather(findPlaces());
  return [
    ...Object.keys(english).filter((name) => !(name in KOREAN)),
    ...Object.keys(KOREAN).filter((name) => !(name in english)),
  ];
}
