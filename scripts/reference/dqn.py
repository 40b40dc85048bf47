"""A twin of the agent in Gymnasium and PyTorch, with its defaults, whose learning curves ours are held beside. Records
nothing: prints one line of JSON for every seed.

    python scripts/reference/dqn.py --seeds 10 --stop-when-solved
    python scripts/reference/dqn.py --seeds 10 --stop-when-solved --train-after step --updates 1

Deep Q-learning with uniform replay (drawn with replacement) and an ε-greedy policy. An episode that ends at the time
limit is valued beyond its last state; one that ends in failure is not. `returns` are steps per episode while learning,
ε included, whatever rewards the agent is given. `solved_at_episode` is the first episode with which the mean of the
last 100 returns reaches 195 (v0, 200 steps) or 475 (v1, 500 steps).
"""

import argparse
import json
import time

import gymnasium
import numpy as np
import torch
from torch.nn.functional import huber_loss, mse_loss, relu

SOLVED = {"v0": (200, 195), "v1": (500, 475)}
SCALE = np.float32([2.4, 3.0, 0.2095, 3.5])
# A transition in the replay: state, next state, action, reward, and 0 after a failure, else 1.
STATE, NEXT, ACTION, REWARD, GOES_ON = slice(0, 4), slice(4, 8), 8, 9, 10


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--env", choices=SOLVED, default="v0")
    add("--hidden", type=lambda text: [int(n) for n in text.split(",")], default=[100], help="such as 100,100")
    add("--gamma", type=float, default=0.98)
    add("--learning-rate", type=float, default=1e-3, help="of Adam")
    add("--batch-size", type=int, default=64)
    add("--replay-capacity", type=int, default=10_000)
    add("--warm-up", type=int, default=200, help="transitions before the first gradient step")
    add("--train-after", choices=["step", "episode"], default="episode")
    add("--train-every", type=int, default=1, help="of these steps or episodes")
    add("--updates", type=int, default=64, help="mini-batches each time")
    add("--target-update", type=int, default=100, help="gradient steps between copies; 0: no target network")
    add("--double-q", action="store_true")
    add("--failure-reward", type=float, default=1.0, help="of the step that ends in failure")
    add("--step-reward", type=float, default=1.0)
    add("--l2", type=float, default=0.0)
    add("--huber", type=float, default=0.0, metavar="δ", help="0: squared error")
    add("--epsilon-start", type=float, default=1.0)
    add("--epsilon-end", type=float, default=0.02)
    add("--epsilon-episodes", type=int, default=50, help="in which ε goes from start to end")
    add("--scale", action=argparse.BooleanOptionalAction, default=True, help="observations to about [−1, 1]")
    add("--episodes", type=int, default=400)
    add("--stop-when-solved", action="store_true")
    add("--seeds", type=int, default=1)
    add("--seed", type=int, default=1, help="the first one")
    add("--threads", type=int, default=1)
    return parser.parse_args()


class Network:
    """All parameters lie in one tensor, so that an optimizer's step and a copy are one operation each."""

    def __init__(self, sizes):
        shapes = list(zip(sizes, sizes[1:]))
        self.all = torch.zeros(sum(inputs * units + units for inputs, units in shapes))
        self.layers, at = [], 0
        for i, (inputs, units) in enumerate(shapes):
            weights = self.all[at : at + inputs * units].view(inputs, units)
            bias = self.all[at + inputs * units : at + inputs * units + units]
            at += inputs * units + units
            weights.normal_(0, ((2 if i < len(shapes) - 1 else 1) / inputs) ** 0.5)
            # A leaf each, in the same memory.
            self.layers.append((weights.detach().requires_grad_(), bias.detach().requires_grad_()))
        self.arrays = [(weights.detach().numpy(), bias.detach().numpy()) for weights, bias in self.layers]
        self.parameters = [parameter for layer in self.layers for parameter in layer]
        # Gradients lie in one tensor as well.
        self.all.grad = torch.zeros_like(self.all)
        for parameter, gradient in zip(self.parameters, self.all.grad.split([p.numel() for p in self.parameters])):
            parameter.grad = gradient.view_as(parameter)

    def __call__(self, x):
        for weights, bias in self.layers[:-1]:
            x = relu(torch.addmm(bias, x, weights))
        return torch.addmm(self.layers[-1][1], x, self.layers[-1][0])

    def best_action(self, state):
        """One state in NumPy, which takes less time than to call PyTorch."""
        for weights, bias in self.arrays[:-1]:
            state = np.maximum(state @ weights + bias, 0)
        return int((state @ self.arrays[-1][0] + self.arrays[-1][1]).argmax())


class Agent:
    def __init__(self, args, seed):
        torch.manual_seed(seed)
        self.args = args
        self.random = np.random.default_rng(seed)
        self.online = Network([4, *args.hidden, 2])
        self.target = Network([4, *args.hidden, 2]) if args.target_update else self.online
        self.target.all.copy_(self.online.all)
        self.optimizer = torch.optim.Adam([self.online.all], args.learning_rate, weight_decay=args.l2, fused=True)
        self.replay = torch.zeros(args.replay_capacity, 11)
        self.rows = self.replay.numpy()
        self.n, self.gradient_steps = 0, 0

    def act(self, state, epsilon):
        return int(self.random.integers(2)) if self.random.random() < epsilon else self.online.best_action(state)

    def remember(self, *transition):
        row = self.rows[self.n % len(self.rows)]
        row[STATE], row[NEXT], row[ACTION], row[REWARD], row[GOES_ON] = transition
        self.n += 1

    def learn(self):
        args = self.args
        if self.n < args.warm_up:
            return
        for _ in range(args.updates):
            drawn = self.random.integers(min(self.n, len(self.rows)), size=args.batch_size)
            batch = self.replay[torch.from_numpy(drawn)]
            with torch.no_grad():
                values = self.target(batch[:, NEXT])
                if args.double_q:
                    value = values.gather(1, self.online(batch[:, NEXT]).argmax(1, keepdim=True)).squeeze(1)
                else:
                    value = values.amax(1)
                y = torch.addcmul(batch[:, REWARD], batch[:, GOES_ON], value, value=args.gamma)
            q = self.online(batch[:, STATE]).gather(1, batch[:, ACTION, None].long()).squeeze(1)
            loss = huber_loss(q, y, delta=args.huber) if args.huber else mse_loss(q, y) / 2
            self.online.all.grad.zero_()
            loss.backward()
            self.optimizer.step()
            self.gradient_steps += 1
            if args.target_update and self.gradient_steps % args.target_update == 0:
                self.target.all.copy_(self.online.all)


def run(args, seed):
    limit, solved = SOLVED[args.env]
    env = gymnasium.make("CartPole-v1", max_episode_steps=limit, disable_env_checker=True)
    env.reset(seed=seed)
    scale = SCALE if args.scale else np.float32(1)
    agent, returns, solved_at, steps, begin = Agent(args, seed), [], None, 0, time.perf_counter()
    for episode in range(args.episodes):
        part = min(1, episode / max(1, args.epsilon_episodes))
        epsilon = args.epsilon_start + (args.epsilon_end - args.epsilon_start) * part
        state, length, terminated, truncated = env.reset()[0] / scale, 0, False, False
        while not (terminated or truncated):
            action = agent.act(state, epsilon)
            observation, _, terminated, truncated, _ = env.step(action)
            next_state = observation / scale
            reward = args.failure_reward if terminated else args.step_reward
            agent.remember(state, next_state, action, reward, not terminated)
            state, length, steps = next_state, length + 1, steps + 1
            if args.train_after == "step" and steps % args.train_every == 0:
                agent.learn()
        returns.append(length)
        if args.train_after == "episode" and (episode + 1) % args.train_every == 0:
            agent.learn()
        if solved_at is None and len(returns) >= 100 and np.mean(returns[-100:]) >= solved:
            solved_at = episode + 1
            if args.stop_when_solved:
                break
    return {
        "seed": seed,
        "solved_at_episode": solved_at,
        "episodes": len(returns),
        "returns": returns,
        "gradient_steps": agent.gradient_steps,
        "seconds": round(time.perf_counter() - begin, 2),
    }


def main():
    args = arguments()
    torch.set_num_threads(args.threads)
    for seed in range(args.seed, args.seed + args.seeds):
        print(json.dumps(run(args, seed)), flush=True)


if __name__ == "__main__":
    main()
