// This policy beside a brain, and the essay's analogy.

import { localized } from './language.js';
import { whole } from './numbers.js';

export const brain = localized({
  en: {
    title: 'Beside a brain',
    rows: {
      neurons: 'this policy’s neurons', synapses: 'this policy’s synapses',
      /** @param {number} size */
      llama: (size) => `LLaMA 3 ${size}B: parameters`,
      cells: 'your brain’s neurons', links: 'your brain’s synapses',
    },
    amounts: {
      /** @param {number} n */
      billion: (n) => `${n} billion`,
      /** @param {number} n */
      trillion: (n) => `${n} trillion`,
    },
    /** @param {string} list */
    label: (list) => `On one logarithmic scale: ${list}.`,
    /** @param {Record<'hidden' | 'outputs' | 'neurons' | 'synapses' | 'biases' | 'parameters', number>} counts */
    counted: ({ hidden, outputs, neurons, synapses, biases, parameters }) =>
      `Counted are the policy and its critic: ${hidden} hidden neurons and ${outputs} outputs make ${neurons} neurons; ${synapses} weights are synapses, and with ${biases} biases there are ${whole(parameters)} parameters. Circles: neurons. Bars: synapses. Each line to the right is a thousand times as many.`,
    sentences: [
      'The essay behind this page likens a policy to the prefrontal cortex: it has a goal, chooses what to do next, and turns the outcome into reward or penalty.',
      'The cards it walks through are to the policy what neurons are to the cortex, which selects a few of them for the task at hand and uses them again for the next.',
      'Reward strengthens the connections that led to a choice, penalty weakens them, and a synapse that is weakened again and again is given up.',
      'PPO’s clip plays the calm part: what a new policy says counts only as far as it stays near the old one, so that no single rating turns the mind over.',
      'In one place the essay needs correcting: it sets a model’s parameters beside neurons, but a parameter is the strength of one connection, a synapse, so the 405 billion of the largest LLaMA 3 belong beside your 100 trillion synapses, not beside your 86 billion neurons.',
    ],
  },
  ko: {
    title: '뇌 옆에 놓아 보면',
    rows: {
      neurons: '이 정책의 뉴런', synapses: '이 정책의 시냅스',
      llama: (size) => `LLaMA 3 ${size}B의 매개변수`,
      cells: '당신 뇌의 뉴런', links: '당신 뇌의 시냅스',
    },
    amounts: { billion: (n) => `${whole(n * 10)}억`, trillion: (n) => `${n}조` },
    label: (list) => `하나의 로그 눈금 위에서: ${list}.`,
    counted: ({ hidden, outputs, neurons, synapses, biases, parameters }) =>
      `정책과 비평가를 함께 세었어요. 은닉 뉴런 ${hidden}개와 출력 ${outputs}개로 뉴런이 ${neurons}개예요. 가중치 ${synapses}개가 시냅스이고, 편향 ${biases}개를 더하면 매개변수는 ${whole(parameters)}개예요. 동그라미는 뉴런, 막대는 시냅스예요. 오른쪽으로 한 칸 갈 때마다 천 배가 돼요.`,
    sentences: [
      '이 페이지의 바탕이 된 글은 정책을 전전두엽에 빗대요. 목표를 세우고, 다음에 할 일을 고르고, 그 결과를 보상이나 벌로 바꾸니까요.',
      '정책이 지나가는 카드는 전전두엽의 뉴런과 같아서, 전전두엽은 지금 할 일에 맞는 뉴런 몇 개를 골라 쓰고 다음 일에 또 써요.',
      '보상은 그 선택을 이끈 연결을 강하게, 벌은 약하게 만들고, 거듭 약해진 시냅스는 버려져요.',
      'PPO의 클립은 차분함을 맡아요. 새 정책의 뜻은 옛 정책에서 멀지 않은 만큼만 반영되어, 별점 하나로 마음이 뒤집히지 않아요.',
      '바로잡을 곳이 하나 있어요. 글은 모델의 매개변수를 뉴런에 견주었지만 매개변수는 연결 하나의 세기, 곧 시냅스라서, 가장 큰 LLaMA 3의 4,050억 개는 뉴런 860억 개가 아니라 시냅스 100조 개 옆에 놓아야 해요.',
    ],
  },
});
