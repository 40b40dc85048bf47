/**
 * The contents of the article: which chapter is being read, and the list that closes behind whoever chose from it.
 * The address after '#' is a chapter's, or the state of a figure (see element/address.js); reading on writes neither.
 */

const list = /** @type {HTMLElement | null} */ (document.querySelector('#chapters'));
const links = /** @type {HTMLAnchorElement[]} */ ([...(list?.querySelectorAll('li a') ?? [])]);
const headings = links.map(({ hash }) => document.querySelector(hash));
const here = document.querySelector('.contents .here');

/** A chapter is read once its heading is above this share of the window. */
const READ = 0.4;
let current = -1;
let waiting = false;

function mark() {
  waiting = false;
  const line = READ * innerHeight;
  const begun = headings.findLastIndex((heading) => heading && heading.getBoundingClientRect().top < line);
  const now = Math.max(0, begun);
  if (now === current) return;
  links[current]?.removeAttribute('aria-current');
  links[now]?.setAttribute('aria-current', 'location');
  // Its name, without the minutes.
  if (here) here.textContent = links[now]?.firstChild?.textContent?.trim() ?? '';
  current = now;
}

function markSoon() {
  if (!waiting) requestAnimationFrame(mark);
  waiting = true;
}

/** A link to the state of a figure leads to that figure; who comes back is where they were. */
async function goToFigure() {
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
  const name = location.hash.slice(1);
  if (visit?.type !== 'navigate' || name === '' || document.getElementById(name)) return;
  // Settings are read only where there may be some.
  const { experimentIn } = await import('../settings/hash.js');
  const experiment = experimentIn(location.hash);
  const figures = /** @type {import('../element/som-lab.js').SomLab[]} */ ([
    ...document.querySelectorAll('som-lab'),
  ]);
  const wanted = figures.find((figure) => figure.getAttribute('experiment') === experiment);
  if (!wanted?.hasAttribute('state-in-address')) return;
  await customElements.whenDefined('som-lab');
  await Promise.all(figures.map((figure) => figure.updateComplete));
  wanted.scrollIntoView({ block: 'start' });
}

list?.addEventListener('click', ({ target }) => {
  if (target instanceof Element && target.closest('a')) list.hidePopover?.();
});
addEventListener('scroll', markSoon, { passive: true });
addEventListener('resize', markSoon);
mark();
void goToFigure();
