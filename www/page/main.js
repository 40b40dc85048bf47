import '../element/som-lab.js';
import '../element/som-try.js';
import './claims.js';

// Inside another page's frame only the figure is shown.
document.documentElement.toggleAttribute('data-framed', window.self !== window.top);
