// What "Your own" begins with, until the person brings a deck.

const say = (label, payload) => ({ label, payload });

export const EXAMPLE = {
  name: 'Breakfast',
  contexts: ['workday', 'Sunday'],
  slots: [
    {
      name: 'Drink',
      cards: [
        say('coffee', 'A pot of coffee.'), say('green tea', 'Green tea, not too hot.'), say('juice', 'Orange juice.'),
      ],
    },
    {
      name: 'Dish',
      cards: [
        say('porridge', 'Porridge with cinnamon.'), say('toast', 'Two slices of toast.'),
        say('rice', 'Rice and soup.'), say('eggs', 'Scrambled eggs.'),
      ],
    },
    {
      name: 'With',
      cards: [say('berries', 'A bowl of berries.'), say('paper', 'The newspaper.'), say('music', 'Quiet music.')],
    },
  ],
};
