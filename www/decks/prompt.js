// The deck Prompt chain: each card is a sentence of a prompt, and the context is the kind of task.

/** @import { Deck } from '../types.js' */

import { names } from '../deck.js';
import { language } from '../words/language.js';
import { prompt as words } from '../words/prompt.js';

/** A slot's names, then its cards: label and sentence, each in English and Korean. */
const SLOTS = [
  [['Role', '역할'],
    ['teacher', '선생님',
      'You are a patient teacher who makes hard things simple.',
      '당신은 어려운 것을 쉽게 풀어 주는 참을성 있는 선생님입니다.'],
    ['expert', '전문가',
      'You are a leading expert in the field and get the details right.',
      '당신은 이 분야를 이끄는 전문가이며 세부 사항까지 정확합니다.'],
    ['maker', '실무자',
      'You are a hands-on practitioner who cares about what works in practice.',
      '당신은 실제로 통하는 것을 중요하게 여기는 현장 실무자입니다.'],
    ['critic', '비평가',
      'You are a sharp but fair critic who sees what could go wrong.',
      '당신은 무엇이 잘못될 수 있는지 짚어 내는 날카롭고 공정한 비평가입니다.'],
    ['friend', '친구',
      'You are a well-read friend who thinks along with me.',
      '당신은 나와 함께 생각해 주는 아는 것 많은 친구입니다.']],
  [['Context', '상황'],
    ['beginner', '입문자',
      'I am new to this: assume no prior knowledge and explain every term you need.',
      '나는 이것이 처음입니다. 아는 것이 없다고 보고, 쓰는 용어는 모두 설명해 주세요.'],
    ['insider', '경험자',
      'I know the basics well: skip the introduction and go straight to what matters.',
      '나는 기본은 잘 압니다. 서론은 건너뛰고 중요한 것부터 말해 주세요.'],
    ['hurry', '급함',
      'I have two minutes: give me only what I cannot do without.',
      '나는 2분밖에 없습니다. 꼭 필요한 것만 말해 주세요.'],
    ['audience', '전달용',
      'I will pass your answer on to people who do not know the background.',
      '당신의 답을 배경을 모르는 사람들에게 전할 것입니다.']],
  [['Reasoning', '추론'],
    ['direct', '바로',
      'Answer straight away, without showing how you got there.',
      '과정은 보여 주지 말고 바로 답해 주세요.'],
    ['stepwise', '단계별',
      'Think it through step by step before you give the result.',
      '단계별로 차근차근 생각한 뒤 결과를 말해 주세요.'],
    ['compare', '비교',
      'Weigh two or three alternatives against each other, then settle on one and say why.',
      '두세 가지 대안을 서로 견주어 본 뒤 하나를 고르고 이유를 말해 주세요.'],
    ['example', '예시',
      'Begin with one concrete example and reason from there.',
      '구체적인 예 하나에서 시작해 풀어 나가 주세요.'],
    ['doubt', '검산',
      'Check your answer before you finish: say what could be wrong and how sure you are.',
      '끝내기 전에 답을 점검하고, 무엇이 틀릴 수 있는지와 얼마나 확실한지 말해 주세요.']],
  [['Format', '형식'],
    ['prose', '줄글',
      'Write one or two short paragraphs.',
      '짧은 문단 한두 개로 써 주세요.'],
    ['bullets', '요점',
      'Answer in at most five bullet points.',
      '다섯 개 이하의 요점으로 답해 주세요.'],
    ['checklist', '할 일',
      'Answer with a numbered checklist that I can work through.',
      '하나씩 해 나갈 수 있는 번호 붙은 목록으로 답해 주세요.'],
    ['table', '표',
      'Put the answer into one small table.',
      '답을 작은 표 하나에 담아 주세요.'],
    ['Q and A', '문답',
      'Answer as three short questions, each with its answer.',
      '짧은 질문 세 개와 각각의 답으로 써 주세요.']],
  [['Tone', '말투'],
    ['plain', '담백',
      'Use plain words and short sentences.',
      '쉬운 말과 짧은 문장을 써 주세요.'],
    ['warm', '다정',
      'Be warm and encouraging.',
      '다정하게 북돋아 주세요.'],
    ['precise', '엄밀',
      'Be sober and precise, with no word too many.',
      '군더더기 없이 차분하고 엄밀하게 써 주세요.'],
    ['lively', '생생',
      'Be lively: a vivid image or a little wit is welcome.',
      '생생하게 써 주세요. 비유나 약간의 재치도 좋습니다.']],
];

/** @type {Deck} */
export const prompt = {
  id: 'prompt',
  name: 'Prompt chain',
  renderer: 'prompt',
  contexts: ['explain', 'write', 'plan', 'code'],
  slots: SLOTS.map(([[name], ...cards]) =>
    ({ name, cards: cards.map(([label, , payload]) => ({ label, payload })) })),
  korean: {
    name: '프롬프트 체인',
    contexts: ['설명', '글쓰기', '계획', '코드'],
    slots: SLOTS.map(([[, name], ...cards]) =>
      ({ name, cards: cards.map((card) => card[1]), payloads: cards.map((card) => card[3]) })),
  },
};

/**
 * What the cards say, slot by slot: a label where a card of somebody's own has no payload.
 * @param {Deck} deck
 * @param {number[]} cards
 */
export const sentences = (deck, cards) => deck.slots.map((slot, s) => {
  const korean = language() === 'ko' && deck.korean?.slots[s].payloads;
  return korean ? korean[cards[s]] : slot.cards[cards[s]].payload || names(deck).slots[s].cards[cards[s]];
});

/**
 * The prompt as text, in the language of the page.
 * @param {Deck} deck
 * @param {number[]} cards
 * @param {string} [task]
 */
export const compose = (deck, cards, task = '') =>
  [sentences(deck, cards).join('\n'), task && words.taskLine(task)].filter(Boolean).join('\n\n');
