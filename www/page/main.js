import { whenNear } from '../element/near.js';
import '../element/som-lab.js';
import '../element/som-try.js';

// Inside another page's frame only the figure is shown.
document.documentElement.toggleAttribute('data-framed', window.self !== window.top);

const claims = document.querySelector('som-lab-claims');
if (claims) {
  const stop = whenNear(claims, () => {
    import('./claims.js').then(stop, () => {
      claims.textContent = 'The list of claims did not arrive; scroll away and back to try again.';
    });
  });
}
