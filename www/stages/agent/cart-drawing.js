/**
 * Carts, poles and arrows, drawn with the units of the context that is given.
 */

import { CART, FALLEN, POLE, PUSH, TORQUE, TRACK, angleOf, hingeOf, tipOf } from './cart-geometry.js';

/** @import { Theme } from '../../style/theme.js' */
/** @import { Point, Scene } from './cart-geometry.js' */
/** @typedef {CanvasRenderingContext2D} Context */

const TURN = 2 * Math.PI;
/** Of a canvas angle from one that is counted from upright. */
const UP = -Math.PI / 2;

/**
 * The head of an arrow.
 * @param {Context} context
 * @param {Point} at
 * @param {number} direction  radians clockwise from the right
 * @param {number} size
 */
function head(context, { x, y }, direction, size) {
  const side = (/** @type {number} */ turn) => [
    x - size * Math.cos(direction + turn),
    y - size * Math.sin(direction + turn),
  ];
  const [[x1, y1], [x2, y2]] = [side(0.5), side(-0.5)];
  context.moveTo(x1, y1);
  context.lineTo(x, y);
  context.lineTo(x2, y2);
}

/**
 * @param {Context} context
 * @param {Point} from
 * @param {Point} to
 * @param {number} size  of the head
 */
export function arrow(context, from, to, size) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  if (length < 0.01) return;
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  head(context, to, Math.atan2(dy, dx), Math.min(size, length));
  context.stroke();
}

/**
 * An arrow along a circle.
 * @param {Context} context
 * @param {Point} center
 * @param {number} radius
 * @param {number} from  radians from upright, clockwise
 * @param {number} sweep
 * @param {number} size  of the head
 */
export function arcArrow(context, center, radius, from, sweep, size) {
  const length = Math.abs(sweep) * radius;
  if (length < 0.01) return;
  context.beginPath();
  context.arc(center.x, center.y, radius, from + UP, from + sweep + UP, sweep < 0);
  // A head that is long beside its arc lies along the chord.
  const bend = (Math.min(size, length) / radius) * 0.5;
  const direction = from + sweep - Math.sign(sweep) * bend + (sweep < 0 ? Math.PI : 0);
  head(context, tipOf(center, from + sweep, radius), direction, Math.min(size, length));
  context.stroke();
}

/** How many times as far poles lean on tiles, at most and in steps that can be told. */
const LEANS = [1, 1.5, 2, 3, 4, 6, 8];
/** As far as most poles of a sheet may lean, in rad. */
const LEANING = 0.6;

/**
 * How many times as far the poles of a sheet lean as they do, so that small differences are seen.
 * @param {ArrayLike<number>} states  `[units, 4]`
 */
export function leanOf(states) {
  const angles = Array.from({ length: states.length / 4 }, (_, unit) => Math.abs(states[4 * unit + 2]));
  const most = angles.sort((a, b) => a - b)[Math.floor(0.9 * (angles.length - 1))] ?? 0;
  return LEANS.findLast((lean) => lean * most <= LEANING) ?? LEANS[0];
}

/**
 * A state as a small picture: the cart at its place on its track with an arrow as long as it is fast, and the pole
 * with an arrow at its tip as long as it turns fast.
 * @param {Context} context
 * @param {{x: number, y: number, side: number}} room
 * @param {ArrayLike<number>} state  `[4]`
 * @param {{pendulum: boolean, lean: number, ink: string}} how  poles lean so many times as far as they do
 */
export function drawTile(context, { x, y, side }, state, { pendulum, lean, ink }) {
  Object.assign(context, { lineCap: 'round', lineJoin: 'round', strokeStyle: ink, fillStyle: ink });
  const bold = Math.max(1.2, side * 0.055);
  const fine = Math.max(0.8, side * 0.028);
  const arrowHead = side * 0.1;
  const base = context.globalAlpha;
  if (pendulum) {
    const pivot = { x: x + side / 2, y: y + side / 2 };
    const length = side * 0.33;
    context.lineWidth = fine;
    context.globalAlpha = base * 0.22;
    context.beginPath();
    context.arc(pivot.x, pivot.y, length, 0, TURN);
    context.stroke();
    pole(context, pivot, state[0], length, bold, base);
    context.globalAlpha = base * 0.85;
    context.lineWidth = fine;
    turning(context, pivot, length + side * 0.08, state[0], state[1] * 0.17, arrowHead);
    context.globalAlpha = base;
    return;
  }
  const ground = y + side * 0.79;
  const reach = side * 0.28;
  const cart = { w: side * 0.28, h: side * 0.12 };
  const cartX = x + side / 2 + Math.min(1.1, Math.max(-1.1, state[0] / TRACK)) * reach;
  context.lineWidth = fine;
  context.globalAlpha = base * 0.35;
  context.beginPath();
  context.moveTo(x + side / 2 - reach - cart.w / 2, ground);
  context.lineTo(x + side / 2 + reach + cart.w / 2, ground);
  context.stroke();
  context.globalAlpha = base;
  context.beginPath();
  context.roundRect(cartX - cart.w / 2, ground - cart.h, cart.w, cart.h, side * 0.025);
  context.fill();
  const hinge = { x: cartX, y: ground - cart.h };
  const length = side * 0.47;
  pole(context, hinge, state[2] * lean, length, bold, base);
  context.globalAlpha = base * 0.85;
  context.lineWidth = fine;
  turning(context, hinge, length, state[2] * lean, state[3] * 0.42, arrowHead);
  // How fast the cart is, below its track: from its middle, and not out of the tile.
  const goal = cartX + Math.min(0.4, Math.max(-0.4, state[1] * 0.2)) * side;
  const end = Math.min(x + side * 0.94, Math.max(x + side * 0.06, goal));
  const below = ground + side * 0.1;
  if (Math.abs(end - cartX) > side * 0.06)
    arrow(context, { x: cartX, y: below }, { x: end, y: below }, arrowHead);
  context.globalAlpha = base;
}

/**
 * @param {Context} context
 * @param {Point} hinge
 * @param {number} angle
 * @param {number} length
 * @param {number} width
 * @param {number} alpha
 */
function pole(context, hinge, angle, length, width, alpha) {
  const tip = tipOf(hinge, angle, length);
  context.globalAlpha = alpha;
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(hinge.x, hinge.y);
  context.lineTo(tip.x, tip.y);
  context.stroke();
}

/**
 * How fast a pole turns: an arrow from its tip, along its way.
 * @param {Context} context
 * @param {Point} hinge
 * @param {number} radius
 * @param {number} angle
 * @param {number} sweep
 * @param {number} size
 */
function turning(context, hinge, radius, angle, sweep, size) {
  const shown = Math.min(1.3, Math.max(-1.3, sweep));
  if (Math.abs(shown) * radius > size * 0.4) arcArrow(context, hinge, radius, angle, shown, size);
}

/**
 * @typedef {object} Shown
 * @property {ArrayLike<number>} state
 * @property {number} left  how much of a push to the left is still seen, 0…1
 * @property {number} right
 * @property {number} effort  of the arrows, in N; of a pendulum, in N m
 * @property {boolean} failed
 */

/**
 * The cart on its track.
 * @param {Context} context  in CSS pixels
 * @param {Scene} scene
 * @param {Shown} shown
 * @param {Theme} colors
 */
export function drawCart(context, scene, shown, colors) {
  const { scale, ground, width } = scene;
  const { state } = shown;
  const at = (/** @type {number} */ x) => width / 2 + x * scale;
  Object.assign(context, { lineCap: 'round', lineJoin: 'round' });
  drawTrack(context, scene, shown, colors);

  const hinge = hingeOf(scene, state, false);
  drawWedge(context, hinge, scale, shown.failed && Math.abs(state[2]) > FALLEN, colors);
  shadow(context, at(state[0]), ground + 0.045 * scale, 0.36 * scale, colors.dark);
  for (const toward of [-1, 1]) {
    const seen = toward < 0 ? shown.left : shown.right;
    if (seen < 0.02) continue;
    const from = { x: at(state[0] + toward * (CART.width / 2 + 0.07)), y: hinge.y + 0.08 * scale };
    const length = Math.min(0.9, (0.34 * Math.abs(shown.effort)) / PUSH) * scale;
    context.globalAlpha = seen;
    Object.assign(context, { strokeStyle: colors.series[toward < 0 ? 0 : 1], lineWidth: 0.035 * scale });
    arrow(context, from, { x: from.x + toward * length, y: from.y }, 0.11 * scale);
  }
  context.globalAlpha = 1;

  // The body, and its wheels as they have turned.
  context.fillStyle = colors.soft;
  context.beginPath();
  const top = ground - (2 * CART.wheel + CART.height * 0.78) * scale;
  context.roundRect(
    at(state[0] - CART.width / 2),
    top,
    CART.width * scale,
    CART.height * scale,
    0.045 * scale,
  );
  context.fill();
  for (const side of [-0.31, 0.31]) {
    const hub = { x: at(state[0] + side * CART.width), y: ground - CART.wheel * scale };
    drawWheel(context, hub, CART.wheel * scale, state[0] / CART.wheel, colors);
  }
  drawPole(context, hinge, state[2], POLE * scale, 0.052 * scale, colors);
}

/**
 * @param {Context} context
 * @param {Scene} scene
 * @param {Shown} shown
 * @param {Theme} colors
 */
function drawTrack(context, { scale, ground, width }, { state, failed }, colors) {
  const at = (/** @type {number} */ x) => width / 2 + x * scale;
  const crisp = (/** @type {number} */ value) => Math.round(value) + 0.5;
  context.lineWidth = 1;
  context.strokeStyle = colors.line;
  context.fillStyle = colors.soft;
  context.font = '11px system-ui, sans-serif';
  Object.assign(context, { textAlign: 'center', textBaseline: 'top' });
  context.beginPath();
  for (let meter = -2; meter <= 2; meter++) {
    context.moveTo(crisp(at(meter)), ground + 3);
    context.lineTo(crisp(at(meter)), ground + 8);
    context.fillText(
      `${meter < 0 ? '−' : ''}${Math.abs(meter)}${meter === 0 ? ' m' : ''}`,
      at(meter),
      ground + 12,
    );
  }
  context.stroke();
  context.strokeStyle = colors.edge;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(at(-TRACK), ground + 1);
  context.lineTo(at(TRACK), ground + 1);
  context.stroke();
  for (const toward of [-1, 1]) {
    const beyond = failed && toward * state[0] > TRACK;
    context.strokeStyle = beyond ? colors.danger : colors.edge;
    context.lineWidth = beyond ? 3 : 2;
    context.beginPath();
    context.moveTo(at(toward * TRACK), ground + 1);
    context.lineTo(at(toward * TRACK), ground - 0.16 * scale);
    context.stroke();
  }
}

/**
 * Where a pole counts as upright.
 * @param {Context} context
 * @param {Point} hinge
 * @param {number} scale
 * @param {boolean} left  it has left it
 * @param {Theme} colors
 */
function drawWedge(context, hinge, scale, left, colors) {
  const radius = 1.14 * scale;
  context.globalAlpha = colors.dark ? 0.1 : 0.055;
  context.fillStyle = left ? colors.danger : colors.ink;
  context.beginPath();
  context.moveTo(hinge.x, hinge.y);
  context.arc(hinge.x, hinge.y, radius, UP - FALLEN, UP + FALLEN);
  context.fill();
  context.globalAlpha = left ? 0.9 : 0.45;
  context.strokeStyle = left ? colors.danger : colors.edge;
  context.lineWidth = 1;
  context.setLineDash([2, 4]);
  for (const side of [-FALLEN, FALLEN]) {
    const [from, to] = [tipOf(hinge, side, 0.2 * scale), tipOf(hinge, side, radius)];
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/**
 * @param {Context} context
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {boolean} dark
 */
function shadow(context, x, y, radius, dark) {
  context.save();
  context.translate(x, y);
  context.scale(1, 0.16);
  const soft = context.createRadialGradient(0, 0, 0, 0, 0, radius);
  soft.addColorStop(0, `rgb(0 0 0 / ${dark ? 0.5 : 0.22})`);
  soft.addColorStop(1, 'rgb(0 0 0 / 0)');
  context.fillStyle = soft;
  context.beginPath();
  context.arc(0, 0, radius, 0, TURN);
  context.fill();
  context.restore();
}

/**
 * @param {Context} context
 * @param {Point} hub
 * @param {number} radius
 * @param {number} turned
 * @param {Theme} colors
 */
function drawWheel(context, hub, radius, turned, colors) {
  context.fillStyle = colors.ink;
  context.beginPath();
  context.arc(hub.x, hub.y, radius, 0, TURN);
  context.fill();
  context.fillStyle = colors.paper;
  context.beginPath();
  for (let i = 0; i < 3; i++) {
    const hole = tipOf(hub, turned + (i * TURN) / 3, radius * 0.5);
    context.moveTo(hole.x + radius * 0.16, hole.y);
    context.arc(hole.x, hole.y, radius * 0.16, 0, TURN);
  }
  context.fill();
}

/**
 * @param {Context} context
 * @param {Point} hinge
 * @param {number} angle
 * @param {number} length
 * @param {number} width
 * @param {Theme} colors
 */
function drawPole(context, hinge, angle, length, width, colors) {
  const tip = tipOf(hinge, angle, length);
  context.strokeStyle = colors.ink;
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(hinge.x, hinge.y);
  context.lineTo(tip.x, tip.y);
  context.stroke();
  context.fillStyle = colors.paper;
  context.beginPath();
  context.arc(hinge.x, hinge.y, width * 0.62, 0, TURN);
  context.fill();
  context.lineWidth = Math.max(1.5, width * 0.34);
  context.stroke();
}

/**
 * The pendulum round its pivot.
 * @param {Context} context  in CSS pixels
 * @param {Scene} scene
 * @param {Shown} shown
 * @param {Theme} colors
 */
export function drawPendulum(context, scene, { state, effort }, colors) {
  const { scale } = scene;
  const pivot = hingeOf(scene, state, true);
  const angle = angleOf(state, true);
  Object.assign(context, { lineCap: 'round', lineJoin: 'round', strokeStyle: colors.line, lineWidth: 1 });
  context.beginPath();
  context.arc(pivot.x, pivot.y, POLE * scale, 0, TURN);
  context.stroke();
  // Up, where it is to be.
  const [from, to] = [tipOf(pivot, 0, 0.12 * scale), tipOf(pivot, 0, 1.12 * scale)];
  context.setLineDash([2, 4]);
  context.strokeStyle = colors.edge;
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  context.stroke();
  context.setLineDash([]);
  drawPole(context, pivot, angle, POLE * scale, 0.06 * scale, colors);
  const sweep = (Math.min(2 * TORQUE, Math.max(-2 * TORQUE, effort)) / TORQUE) * 0.62 * Math.PI;
  if (Math.abs(sweep) < 0.05) return;
  Object.assign(context, { strokeStyle: colors.series[effort < 0 ? 0 : 1], lineWidth: 0.035 * scale });
  arcArrow(context, pivot, 0.3 * scale, 0, sweep, 0.1 * scale);
}
