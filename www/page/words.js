/**
 * Words of the glossary: their meaning stands beside them while they are pointed at or have the focus, and on a tap.
 * Without scripts they lead to the glossary, as they do when clicked.
 */

const GAP = 6;
const MARGIN = 16;
/** Milliseconds in which a pointer may move from the word to its meaning. */
const LINGER = 200;

const card = document.createElement('div');
card.className = 'meaning';
card.hidden = true;
// Read with the word itself, as its description.
card.setAttribute('aria-hidden', 'true');
document.body.append(card);

/** @type {HTMLAnchorElement | null} whose meaning is seen */
let shown = null;
let closing = 0;

/** @param {HTMLAnchorElement} word */
function show(word) {
  clearTimeout(closing);
  if (word === shown) return;
  shown = word;
  card.textContent = document.querySelector(word.hash)?.nextElementSibling?.textContent ?? '';
  card.hidden = false;
  const { left, bottom } = word.getBoundingClientRect();
  const most = document.documentElement.clientWidth - card.offsetWidth - MARGIN;
  card.style.left = `${Math.max(MARGIN, Math.min(left, most))}px`;
  card.style.top = `${bottom + scrollY + GAP}px`;
}

function hide() {
  clearTimeout(closing);
  shown = null;
  card.hidden = true;
}

function hideSoon() {
  closing = window.setTimeout(hide, LINGER);
}

for (const word of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('a.word'))) {
  const meaning = document.querySelector(word.hash)?.nextElementSibling;
  if (!meaning) continue;
  meaning.id = `${word.hash.slice(1)}-meaning`;
  word.setAttribute('aria-describedby', meaning.id);
  word.addEventListener('pointerenter', ({ pointerType }) => pointerType !== 'touch' && show(word));
  word.addEventListener('pointerleave', hideSoon);
  word.addEventListener('focus', () => word.matches(':focus-visible') && show(word));
  word.addEventListener('blur', hideSoon);
  word.addEventListener('click', (event) => {
    // A finger cannot point: its first tap does, the second one follows the link.
    if (shown !== word) {
      event.preventDefault();
      show(word);
    } else hide();
  });
}
card.addEventListener('pointerenter', () => clearTimeout(closing));
card.addEventListener('pointerleave', hideSoon);
document.addEventListener('keydown', ({ key }) => key === 'Escape' && hide());
document.addEventListener('pointerdown', ({ target }) => {
  if (target !== card && target !== shown) hide();
});
