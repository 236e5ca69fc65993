// What "Your own" begins with, until the person brings a deck.

/** @param {string} name @param {string[]} contexts @param {...[string, ...[string, string][]]} slots */
const deck = (name, contexts, ...slots) => ({
  name, contexts, slots: slots.map(([slot, ...cards]) => ({
    name: slot, cards: cards.map(([label, payload]) => ({ label, payload })),
  })),
});

export const EXAMPLES = {
  en: deck('Breakfast', ['workday', 'Sunday'],
    ['Drink',
      ['coffee', 'A pot of coffee.'], ['green tea', 'Green tea, not too hot.'], ['juice', 'Orange juice.']],
    ['Dish',
      ['porridge', 'Porridge with cinnamon.'], ['toast', 'Two slices of toast.'],
      ['rice', 'Rice and soup.'], ['eggs', 'Scrambled eggs.']],
    ['With', ['berries', 'A bowl of berries.'], ['paper', 'The newspaper.'], ['music', 'Quiet music.']]),
  ko: deck('아침 식사', ['평일', '일요일'],
    ['음료',
      ['커피', '커피 한 주전자.'], ['녹차', '너무 뜨겁지 않은 녹차.'], ['주스', '오렌지 주스.']],
    ['음식',
      ['죽', '계피를 뿌린 죽.'], ['토스트', '토스트 두 조각.'], ['밥', '밥과 국.'], ['달걀', '스크램블드에그.']],
    ['곁들임', ['딸기', '딸기 한 그릇.'], ['신문', '오늘의 신문.'], ['음악', '조용한 음악.']]),
};
