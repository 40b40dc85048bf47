/**
 * What page and worker say to each other about agents; the messages themselves are those of protocol.js.
 */

/**
 * What Rust declares (src/generated.rs).
 * @typedef {import('../generated/types.js').Environment} Environment
 * @typedef {import('../generated/types.js').AgentLayer} AgentLayer
 * @typedef {import('../generated/types.js').AgentConfig} AgentConfig
 * @typedef {import('../generated/types.js').AgentFrame} AgentFrame
 * @typedef {import('../generated/types.js').EpisodePoint} EpisodePoint
 * @typedef {import('../generated/types.js').StateSheet} StateSheet
 * @typedef {import('../generated/types.js').Portrait} Portrait
 * @typedef {import('../generated/types.js').Ending} Ending
 * @typedef {import('../generated/types.js').DriveRequest} DriveRequest
 * @typedef {import('../generated/types.js').Driven} Driven
 */

/**
 * What the page wants to see; the runner adds `since`, the number of episodes that the page has.
 * @typedef {Omit<import('../generated/types.js').AgentRequest, 'since'>} AgentRequest
 */

/** @typedef {import('./protocol.js').Pace & {gradient_steps_per_second: number}} AgentPace */

export {};
