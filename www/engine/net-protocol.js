/**
 * What page and worker say to each other about networks; the messages themselves are those of protocol.js.
 */

/**
 * What Rust declares (src/generated.rs).
 * @typedef {import('../generated/types.js').Mask} Mask
 * @typedef {import('../generated/types.js').Hidden} Hidden
 * @typedef {import('../generated/types.js').NetConfig} NetConfig
 * @typedef {import('../generated/types.js').ProbeRequest} Sight
 * @typedef {import('../generated/types.js').NetLayer} NetLayer
 * @typedef {import('../generated/types.js').Filters} Filters
 * @typedef {import('../generated/types.js').CoursePoint} CoursePoint
 * @typedef {import('../generated/types.js').ProbedLayer} ProbedLayer
 * @typedef {import('../generated/types.js').Probed} Probed
 * @typedef {import('../generated/types.js').NetFrame} NetFrame
 * @typedef {import('../generated/types.js').AscentOptions} AscentOptions
 * @typedef {import('../generated/types.js').Ascended} Ascended
 */

/**
 * What the page wants to see; the runner adds `since`, the number of course points that the page has.
 * @typedef {Omit<import('../generated/types.js').NetRequest, 'since'>} NetRequest
 */

export {};
