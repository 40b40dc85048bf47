// The widget, as other sites embed it: its name stays, and it changes with what it imports.

import './element/som-lab.js';
