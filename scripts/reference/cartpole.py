"""Records what Gymnasium's CartPole does with fixed starts and actions → cartpole.json (reference for the physics).

    python scripts/reference/cartpole.py

States are float64: Gymnasium keeps `env.unwrapped.state` in float64 and rounds only what it returns to float32.
Starts are set by hand, because `reset` draws them from NumPy's generator, which nobody has to rebuild.
Every state is checked here against the formulas written out once more (`euler`), within 1e-15.
"""

import json
import math

import gymnasium
import numpy as np

from common import RECORDS


def euler(state, action):
    """The published equations (Barto, Sutton, Anderson 1983; the form of Gymnasium's kinematics_integrator "euler")."""
    x, v, a, w = state
    g, mc, mp, half, mag, tau = 9.8, 1.0, 0.1, 0.5, 10.0, 0.02
    total, pml = mp + mc, mp * half
    force = mag if action == 1 else -mag
    c, s = np.cos(a), np.sin(a)
    temp = (force + pml * np.square(w) * s) / total
    wacc = (g * s - c * temp) / (half * (4.0 / 3.0 - mp * np.square(c) / total))
    vacc = temp - pml * wacc * c / total
    return (x + tau * v, v + tau * vacc, a + tau * w, w + tau * wacc)


def lcg(seed, n):
    """Bits of a small generator that any language can rebuild: s = (1664525 s + 1013904223) mod 2^32, bit 31."""
    s, bits = seed, []
    for _ in range(n):
        s = (1664525 * s + 1013904223) % 2**32
        bits.append(s >> 31)
    return bits


def balancing(state):
    """A linear rule that keeps the pole up: right where theta + 0.5 theta_dot + 0.05 x + 0.1 x_dot > 0."""
    x, v, a, w = state
    return int(a + 0.5 * w + 0.05 * x + 0.1 * v > 0)


CASES = [
    ("always right", [0.0, 0.0, 0.0, 0.0], [1] * 60, 500),
    ("always left, from off the middle", [0.03, -0.02, 0.01, 0.04], [0] * 60, 500),
    ("alternating", [-0.05, 0.05, -0.05, 0.05], [i % 2 for i in range(200)], 500),
    ("pseudo-random bits, LCG of seed 7", [0.01, 0.02, -0.03, -0.04], lcg(7, 200), 500),
    ("balancing, v0: truncated at 200", [0.02, -0.01, 0.03, -0.02], "balancing", 200),
    ("pushed against the edge: leaves the track", [2.0, 1.2, -0.05, -0.1], "balancing", 500),
]


def run(name, start, actions, limit):
    env = gymnasium.make("CartPole-v1", max_episode_steps=limit)
    env.reset(seed=0)
    core = env.unwrapped
    core.state = tuple(np.float64(value) for value in start)
    states, taken, rewards, ended = [list(start)], [], [], None
    for i in range(limit):
        if actions != "balancing" and i >= len(actions):
            break
        action = balancing(states[-1]) if actions == "balancing" else actions[i]
        want = euler(states[-1], action)
        _, reward, terminated, truncated, _ = env.step(action)
        state = [float(value) for value in core.state]
        assert all(abs(p - q) <= 1e-15 for p, q in zip(state, want)), (name, i, state, want)
        states.append(state)
        taken.append(action)
        rewards.append(float(reward))
        if terminated or truncated:
            ended = {"step": i + 1, "terminated": bool(terminated), "truncated": bool(truncated)}
            break
    assert set(rewards) == {1.0}, "each step pays 1, the last one too"
    return {"name": name, "max_episode_steps": limit, "actions": taken, "states": states, "ended": ended}


def main():
    facts = {
        "gravity": 9.8, "masscart": 1.0, "masspole": 0.1, "half_length": 0.5, "force_mag": 10.0, "tau": 0.02,
        "integrator": "euler (positions move with the old velocities)",
        "x_threshold": 2.4, "theta_threshold_radians": 12 * 2 * math.pi / 360,
        "terminated": "|x| > x_threshold or |theta| > theta_threshold, strictly, of the new state",
        "reward": "1 for every step, the one that terminates included",
        "reset": "all four uniform in [-0.05, 0.05)",
        "v0": {"max_episode_steps": 200, "solved": "mean of 100 successive episodes >= 195"},
        "v1": {"max_episode_steps": 500, "solved": "mean of 100 successive episodes >= 475"},
    }
    core = gymnasium.make("CartPole-v1").unwrapped
    assert core.theta_threshold_radians == facts["theta_threshold_radians"] and core.length == 0.5
    record = {
        "made_by": f"cartpole.py, gymnasium {gymnasium.__version__}, numpy {np.__version__}",
        "state": ["x", "x_dot", "theta", "theta_dot"],
        "actions": "0 pushes left (-10 N), 1 pushes right (+10 N); states[0] is the start, states[i+1] follows actions[i]",
        "facts": facts,
        "trajectories": [run(*case) for case in CASES],
    }
    path = RECORDS / "cartpole.json"
    path.write_text(json.dumps(record, separators=(",", ":")) + "\n")
    for t in record["trajectories"]:
        print(f"{t['name']:45} {len(t['actions']):4} steps, ended {t['ended']}, last {t['states'][-1]}")
    print(path.name, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
