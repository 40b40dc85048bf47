/**
 * Where the cart and its pole are on a picture, in CSS pixels, and what a hand does to them.
 */

/** @typedef {{x: number, y: number}} Point */

/** Of the world (src/agent/cartpole.rs, pendulum.rs), in m and rad. */
export const TRACK = 2.4;
export const FALLEN = (12 * Math.PI) / 180;
export const POLE = 1;
/** N of a push, N m of the motor. */
export const PUSH = 10;
export const TORQUE = 2;
/** The strongest nudge of a hand, in N and in N m. */
export const NUDGE = { force: 30, torque: 4 };

/** What is seen beside the track, in m. */
const BESIDE = 0.3;
/** Below the track, for its numbers, in CSS pixels. */
const BELOW = 34;
/** Of a drag of one meter. */
const N_A_METER = 60;
const NM_A_METER = 6;

/**
 * @typedef {object} Scene
 * @property {number} width
 * @property {number} height
 * @property {number} scale  pixels of a meter
 * @property {number} ground  the height of the track; of a pendulum, of its pivot
 */

/**
 * @param {number} width
 * @param {number} height
 * @param {boolean} pendulum
 * @returns {Scene}
 */
export function sceneOf(width, height, pendulum) {
  if (pendulum) return { width, height, scale: Math.min(width, height) / 2.4, ground: height / 2 };
  const scale = Math.min(width / (2 * (TRACK + BESIDE)), (height - BELOW) / 1.5);
  return { width, height, scale, ground: height - BELOW };
}

/** The size of the cart, in m. */
export const CART = { width: 0.5, height: 0.2, wheel: 0.065 };

/**
 * The hinge of the pole: on the cart, or the pivot.
 * @param {Scene} scene
 * @param {ArrayLike<number>} state
 * @param {boolean} pendulum
 * @returns {Point}
 */
export function hingeOf({ width, scale, ground }, state, pendulum) {
  if (pendulum) return { x: width / 2, y: ground };
  return { x: width / 2 + state[0] * scale, y: ground - (2 * CART.wheel + CART.height * 0.86) * scale };
}

/** Radians from upright, clockwise. @param {ArrayLike<number>} state @param {boolean} pendulum */
export const angleOf = (state, pendulum) => state[pendulum ? 0 : 2];

/**
 * Where a pole ends.
 * @param {Point} hinge
 * @param {number} angle  from upright, clockwise
 * @param {number} length
 * @returns {Point}
 */
export const tipOf = ({ x, y }, angle, length) => ({
  x: x + length * Math.sin(angle),
  y: y - length * Math.cos(angle),
});

/** The same angle in -π…π. @param {number} angle */
export function wrapped(angle) {
  const turn = 2 * Math.PI;
  return angle - turn * Math.floor((angle + Math.PI) / turn);
}

/**
 * The place on a pole that is nearest to a point: how far off, and how far along.
 * @param {Point} point
 * @param {Point} hinge
 * @param {Point} tip
 * @returns {{distance: number, along: number}} along: 0 at the hinge, 1 at the tip
 */
export function nearestOn(point, hinge, tip) {
  const [dx, dy] = [tip.x - hinge.x, tip.y - hinge.y];
  const squared = dx * dx + dy * dy;
  const way = squared > 0 ? ((point.x - hinge.x) * dx + (point.y - hinge.y) * dy) / squared : 0;
  const along = Math.min(1, Math.max(0, way));
  return { distance: Math.hypot(point.x - hinge.x - along * dx, point.y - hinge.y - along * dy), along };
}

/** @param {number} value @param {number} most */
const within = (value, most) => Math.min(most, Math.max(-most, value));

/**
 * The force on the cart of a drag, in N. Who drags the pole wants the pole to go there, so the cart is pushed the
 * other way, as it would be by a pole that is struck at its tip.
 * @param {number} dx  pixels to the right
 * @param {number} scale  pixels of a meter
 * @param {'pole' | 'cart'} held
 */
export function forceOf(dx, scale, held) {
  const force = within((dx / scale) * N_A_METER, NUDGE.force);
  return held === 'pole' ? -force : force;
}

/**
 * The torque of a drag on a pendulum, in N m, clockwise: of the part across the rod.
 * @param {Point} drag  pixels
 * @param {number} scale  pixels of a meter
 * @param {number} angle  of the rod
 */
export function torqueOf({ x, y }, scale, angle) {
  const across = x * Math.cos(angle) + y * Math.sin(angle);
  return within((across / scale) * NM_A_METER, NUDGE.torque);
}
