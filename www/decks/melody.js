// The deck Melody: three bars of one's own, of which the first comes back before the last.
//
// What the payloads mean to the renderer:
//   Scale    the colours of low and high notes, then one octave of a pentatonic scale as MIDI notes;
//            degree 0 is its first, 5 the octave above, -5 the one below
//   Sound    the name of a voice
//   Rhythm   seconds of a step, then how many steps each note of a bar lasts; a bar has four
//   Opening, Reply   the degree at each step of the bar
//   Ending   the degrees at its first two steps, and the last note
//   Backing  notes as `step:steps:degree`, or `+steps`, the tune again so much later

/** @import { Deck } from '../types.js' */

/** @param {string} name @param {...[string, string]} cards */
const slot = (name, ...cards) =>
  ({ name, cards: cards.map(([label, payload]) => ({ label, payload })) });

/** @type {Deck} */
export const melody = {
  id: 'melody',
  name: 'Melody',
  renderer: 'melody',
  contexts: ['any'],
  slots: [
    slot('Scale',
      ['bright', '#ff8a5c #ffe08a 60 62 64 67 69'],
      ['tender', '#4f8dff #bfe3ff 57 60 62 64 67'],
      ['open', '#1fae8e #bff2c4 62 64 67 69 72'],
      ['misty', '#9a6bff #ffa3d4 59 61 62 66 67']),
    slot('Sound',
      ['bell', 'bell'], ['piano', 'piano'], ['flute', 'flute'], ['harp', 'harp'], ['wood', 'wood']),
    slot('Rhythm',
      ['calm', '.24 2 1 1'],
      ['even', '.18 1 1 1 1'],
      ['swing', '.2 1.34 .66 1.34 .66'],
      ['rumba', '.2 1.5 1.5 1'],
      ['gallop', '.16 1 .5 .5 1 1']),
    slot('Opening',
      ['climb', '0 1 2 4'],
      ['fall', '4 3 1 0'],
      ['wave', '2 4 2 1'],
      ['leap', '0 5 3 4'],
      ['knock', '2 2 2 3']),
    slot('Reply',
      ['soar', '3 4 6 8'],
      ['sink', '5 3 2 1'],
      ['arch', '4 6 7 5'],
      ['dip', '5 2 3 6'],
      ['hover', '5 4 5 4']),
    slot('Ending', ['home', '2 1 0'], ['high', '3 4 5'], ['deep', '2 0 -5'], ['asking', '3 2 1']),
    slot('Backing',
      ['alone', ''],
      ['drone', '0:16:-5 0:16:-2'],
      ['bass', '0:2:-5 2:2:-2 4:2:-4 6:2:-1 8:2:-5 10:2:-2 12:2:-4 14:2:-5'],
      ['chords',
        '0:4:-5 0:4:-3 0:4:-2 4:4:-4 4:4:-2 4:4:-1 8:4:-5 8:4:-3 8:4:-2 12:2:-4 12:2:-1 14:2:-5 14:2:-3'],
      ['echo', '+3']),
  ],
  korean: {
    name: '멜로디',
    contexts: ['언제나'],
    slots: [
      { name: '음계', cards: ['밝음', '애틋함', '시원함', '아련함'] },
      { name: '소리', cards: ['종', '피아노', '플루트', '하프', '마림바'] },
      { name: '리듬', cards: ['느긋함', '고름', '스윙', '룸바', '달림'] },
      { name: '시작', cards: ['오름', '내림', '물결', '도약', '두드림'] },
      { name: '응답', cards: ['솟음', '잠김', '아치', '골짜기', '맴돎'] },
      { name: '끝', cards: ['제자리', '높이', '깊이', '물음'] },
      { name: '반주', cards: ['없음', '지속음', '베이스', '화음', '메아리'] },
    ],
  },
};
