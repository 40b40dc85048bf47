"""Records what Gymnasium's Pendulum does with fixed starts and torques → pendulum.json (reference for the physics).

    python scripts/reference/pendulum.py

Torques go in as float64, which Gymnasium keeps: float32 actions would be multiplied in float32. Starts are set by
hand, because `reset` draws them from NumPy's generator, which nobody has to rebuild. Every state and reward is checked
here against the formulas written out once more (`swing`), within 1e-12.
"""

import json
import math

import gymnasium
import numpy as np

from common import RECORDS

LIMIT = 200


def normalized(theta):
    """θ in [−π, π): the remainder has the sign of the divisor, so π itself becomes −π."""
    return (theta + math.pi) % (2 * math.pi) - math.pi


def swing(state, torque):
    """A rod of length 1 and mass 1 about its end (θ = 0 is up): the next state, and the reward of the old one."""
    theta, speed = state
    u = min(max(torque, -2.0), 2.0)
    reward = -(normalized(theta) ** 2 + 0.1 * speed**2 + 0.001 * u**2)
    speed = min(max(speed + (15.0 * math.sin(theta) + 3.0 * u) * 0.05, -8.0), 8.0)
    return (theta + speed * 0.05, speed), reward


def lcg(seed, n):
    """Numbers in [−2.5, 2.5) of a generator that any language can rebuild: s = (1664525 s + 1013904223) mod 2^32."""
    s, numbers = seed, []
    for _ in range(n):
        s = (1664525 * s + 1013904223) % 2**32
        numbers.append(s / 2**32 * 5 - 2.5)
    return numbers


def pumping(state):
    """Bang-bang: all the torque there is, in the direction of the movement."""
    return 2.0 if state[1] >= 0 else -2.0


def balancing(state):
    """Keeps the rod up with a torque that grows with angle and speed, and is clipped when it is too much."""
    return -12.0 * normalized(state[0]) - 2.5 * state[1]


CASES = [
    ("hanging, from θ = π", [math.pi, 0.0], [0.0] * 20),
    ("falling over without torque", [0.1, 0.0], [0.0] * 80),
    ("the most to the left, θ grows", [3.0, 0.5], [2.0] * 60),
    ("the most to the right", [-0.5, -1.0], [-2.0] * 60),
    ("out of range: clipped to ±2", [1.0, 0.3], [3.0, -3.0, 2.0, -2.0, 100.0, -100.0, 2.5, -2.5] * 5),
    ("fast, several turns from the start", [-20.0, 7.9], [1.0] * 40),
    ("pseudo-random torques in [-2.5, 2.5), LCG of seed 7", [2.0, -0.7], lcg(7, 120)),
    ("bang-bang: pumped up until it whirls, truncated at 200", [3.0, 0.0], pumping),
    ("balanced", [0.3, 0.0], balancing),
]
BALANCED = 40


def run(name, start, torques):
    env = gymnasium.make("Pendulum-v1", disable_env_checker=True)
    env.reset(seed=0)
    env.unwrapped.state = np.array(start)
    n = len(torques) if isinstance(torques, list) else BALANCED if torques is balancing else LIMIT
    states, taken, rewards, ended = [list(start)], [], [], None
    for i in range(n):
        torque = torques[i] if isinstance(torques, list) else torques(states[-1])
        want, pay = swing(states[-1], torque)
        observation, reward, terminated, truncated, _ = env.step(np.array([torque]))
        state = [float(value) for value in env.unwrapped.state]
        assert all(abs(p - q) <= 1e-12 for p, q in zip([*state, reward], [*want, pay])), (name, i, state, reward)
        seen = np.float32([math.cos(state[0]), math.sin(state[0]), state[1]])
        assert observation.dtype == np.float32 and np.abs(observation - seen).max() <= 1e-6
        assert not terminated and truncated == (i + 1 == LIMIT)
        states.append(state)
        taken.append(torque)
        rewards.append(float(reward))
        if truncated:
            ended = {"step": i + 1, "terminated": False, "truncated": True}
    return {"name": name, "torques": taken, "states": states, "rewards": rewards, "ended": ended}


def main():
    facts = {
        "g": 10.0, "m": 1.0, "l": 1.0, "dt": 0.05, "max_speed": 8.0, "max_torque": 2.0, "max_episode_steps": LIMIT,
        "upright": "theta = 0; it hangs at theta = pi",
        "step": "u = clip(torque, -2, 2);"
        " theta_dot = clip(theta_dot + (3 g / (2 l) sin theta + 3 / (m l^2) u) dt, -8, 8);"
        " theta = theta + theta_dot dt, with the new theta_dot, and never wrapped",
        "reward": "-(a^2 + 0.1 theta_dot^2 + 0.001 u^2) of the state before the step and the clipped torque,"
        " with a = (theta + pi) mod 2 pi - pi in [-pi, pi)",
        "terminated": "never; truncated after max_episode_steps",
        "observation": "cos theta, sin theta, theta_dot, as float32",
        "reset": "theta uniform in [-pi, pi), theta_dot uniform in [-1, 1)",
    }  # fmt: skip
    core = gymnasium.make("Pendulum-v1").unwrapped
    for name in ["g", "m", "l", "dt", "max_speed", "max_torque"]:
        assert getattr(core, name) == facts[name], name
    record = {
        "made_by": f"pendulum.py, gymnasium {gymnasium.__version__}, numpy {np.__version__}",
        "state": ["theta", "theta_dot"],
        "torques": "as given, not clipped; states[0] is the start, states[i+1] and rewards[i] follow torques[i]",
        "facts": facts,
        "trajectories": [run(*case) for case in CASES],
    }
    path = RECORDS / "pendulum.json"
    path.write_text(json.dumps(record, separators=(",", ":"), ensure_ascii=False) + "\n")
    for t in record["trajectories"]:
        speeds = [abs(speed) for _, speed in t["states"]]
        print(f"{t['name']:56} {len(t['torques']):3} steps, fastest {max(speeds):.2f}, last {t['states'][-1]}")
    print(path.name, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
