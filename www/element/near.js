/** Early enough for what has to be fetched. */
const AHEAD = '1000px';

/**
 * Tells each time somebody comes near an element.
 * @param {Element} element
 * @param {() => void} approached
 * @returns {() => void} ends it
 */
export function whenNear(element, approached) {
  const observer = new IntersectionObserver(
    (entries) => entries[entries.length - 1].isIntersecting && approached(),
    { rootMargin: AHEAD },
  );
  observer.observe(element);
  return () => observer.disconnect();
}
