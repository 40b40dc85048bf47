import { whenNear } from '../element/near.js';
import '../element/som-lab.js';
import '../element/som-try.js';

// Inside another page's frame only the figure is shown.
const framed = window.self !== window.top;
document.documentElement.toggleAttribute('data-framed', framed);
// The page around it may give the frame its height: som-lab-frames.js does.
if (framed) {
  const place = document.querySelector('main') ?? document.body;
  const tell = () => parent.postMessage({ type: 'som-lab:height', height: place.scrollHeight }, '*');
  new ResizeObserver(tell).observe(place);
}

const claims = document.querySelector('som-lab-claims');
if (claims) {
  const stop = whenNear(claims, () => {
    import('./claims.js').then(stop, () => {
      claims.textContent = 'The list of claims did not arrive; scroll away and back to try again.';
    });
  });
}
