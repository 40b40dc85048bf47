import { mount } from 'som-lab';

await mount('#place', {
  src: 'som-lab/som-lab.js',
  experiment: 'map',
  settings: 'dataset=colors&rows=12&cols=12',
  poster: 'poster.webp',
});
