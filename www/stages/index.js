/** All stages, by the names that the catalogue gives them. */

import './agent/agent-stage.js';
import './csom/csom-stage.js';
import './filters/filters-stage.js';
import './map/map-stage.js';
import './net/net-stage.js';
import './patches/patches-stage.js';
import './ring/ring-stage.js';
import './stack/stack-stage.js';
