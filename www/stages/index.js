/** All stages, by the names that state/experiments.js gives them. */

import './csom-stage.js';
import './filters-stage.js';
import './map-stage.js';
import './net-stage.js';
import './patches-stage.js';
import './ring-stage.js';
import './stack-stage.js';
