// What stands around a prompt, its task and its answer.

import { localized } from './language.js';
import { moment } from './time.js';

export const prompt = localized({
  en: {
    /** @param {string} task */
    taskLine: (task) => `Task: ${task}`,
    examples: [
      'Explain why the sky is blue by day and red at sunset.',
      'Write an invitation to a dinner with all the neighbours.',
      'Plan a weekend away for four friends with little money.',
      'Write a function that finds the most common word in a text.',
    ],
    title: 'Task',
    situation: 'Situation',
    kind: 'Kind of task',
    text: 'What is the prompt for?',
    use: 'Use this task',
    unused: 'Not in use yet: press the button or Ctrl+Enter.',
    used: 'In use.',

    composed: 'The whole prompt',
    copy: 'Copy the prompt',
    copied: 'Copied.',
    copyByHand: 'The browser does not let the page copy. The text is selected: press Ctrl+C.',
    noModel: 'No model is connected: you are rating the recipe. Nothing leaves this page.',

    answer: 'Answer',
    stop: 'Stop',
    again: 'Ask again',
    waiting: 'It will be asked for in a moment …',
    asking: 'The model has been asked …',
    thinking: 'The model is thinking …',
    streaming: 'The answer is coming in. You may rate it already.',
    /** @param {Date} until */
    held: (until) => `The server wants no request before ${moment(until)}; after that the page asks again by itself.`,
    done: 'Complete.',
    thoughts: 'What the model thought',
    thoughtsNote: 'Not part of the answer: neither rated nor saved.',
    /** @param {number} count */
    complete: (count) => `Answer complete, ${count} words.`,
    paused: 'Nothing more is asked for until you press “Ask again”.',
    partial: 'What came is kept, but it is not complete.',
    /** @param {string} name @param {number} count */
    recipe: (name, count) =>
      `# ${name} (${count === 0 ? 'not taught yet' : count === 1 ? 'learnt from 1 rating' : `learnt from ${count} ratings`})`,
  },
  ko: {
    taskLine: (task) => `과제: ${task}`,
    examples: [
      '하늘이 낮에는 파랗고 해 질 녘에는 붉은 이유를 설명해 주세요.',
      '이웃 모두를 저녁 식사에 초대하는 글을 써 주세요.',
      '돈이 넉넉지 않은 친구 넷의 주말여행 계획을 세워 주세요.',
      '글에서 가장 자주 나온 낱말을 찾는 함수를 작성해 주세요.',
    ],
    title: '과제',
    situation: '상황',
    kind: '과제의 종류',
    text: '무엇을 위한 프롬프트인가요?',
    use: '이 과제 쓰기',
    unused: '아직 쓰지 않아요. 단추나 Ctrl+Enter를 누르세요.',
    used: '이제 이 과제를 써요.',

    composed: '프롬프트 전체',
    copy: '프롬프트 복사',
    copied: '복사했어요.',
    copyByHand: '브라우저가 복사를 막았어요. 글을 선택해 두었으니 Ctrl+C를 누르세요.',
    noModel: '연결된 모델이 없어요. 지금은 레시피를 평가하고 있고, 아무것도 이 페이지 밖으로 나가지 않아요.',

    answer: '답변',
    stop: '멈추기',
    again: '다시 묻기',
    waiting: '곧 물어볼게요…',
    asking: '모델에 물어봤어요…',
    thinking: '모델이 생각하고 있어요…',
    streaming: '답변이 들어오고 있어요. 지금 평가해도 돼요.',
    held: (until) => `서버가 ${moment(until)}까지 요청을 받지 않아요. 그 뒤에 저절로 다시 물어봐요.`,
    done: '다 왔어요.',
    thoughts: '모델이 생각한 내용',
    thoughtsNote: '답변이 아니어서 평가하거나 저장하지 않아요.',
    complete: (count) => `답변이 다 왔어요. 낱말 ${count}개예요.`,
    paused: '더 묻지 않아요. 계속하려면 ‘다시 묻기’를 누르세요.',
    partial: '온 만큼은 남겨 두었지만 끝까지 오지 않았어요.',
    recipe: (name, count) => `# ${name} (${count === 0 ? '아직 배우지 않음' : `별점 ${count}개로 배움`})`,
  },
});
