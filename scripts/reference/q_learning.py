"""Records what PyTorch computes for steps of deep Q-learning with small networks → q_learning.json.

    python scripts/reference/q_learning.py

As in network.py, everything is f64 on the CPU, and what is given is a number of f32. PyTorch gives the loss, every
gradient (autograd) and the optimizers (torch.optim, L2 as its weight_decay); targets and the mask are written here from
their definitions, and no gradient passes into them. A draw that comes close to a tie (of two actions, of two units) or
to a kink (of a ReLU, of Huber's loss) in any of the steps is drawn again, so that f32 takes the same branches.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn.functional import huber_loss, mse_loss

from common import gaussian, lattice_distance, save_json, versions
from network import rounded

# How far every sample stays from a tie and from a kink.
MARGIN = 2e-3
# A gradient of the first step is zero or at least this: rounding must not decide Adam's steps.
LEAST_GRADIENT = 1e-4
STEPS = 3
LEARNING_RATE = {"sgd": 0.05, "adam": 0.001}
ROWS, COLS, SIGMA = 3, 3, 1.3

SMALL, DEEP, MASKED = [4, 6, 2], [4, 5, 7, 3], [4, ROWS * COLS, 2]


@dataclass(frozen=True)
class Case:
    sizes: list
    value: str  # of a next state: "online", "target" (the target network) or "double" (its value of online's choice)
    gamma: float
    loss: str  # "squared" or "huber"
    l2: float
    optimizer: str
    n: int = 6

    @property
    def masked(self):
        return self.sizes == MASKED


class CloseCall(Exception):
    """A tie, a kink, or a batch that does not tell right from wrong."""


def ensure(condition):
    if not condition:
        raise CloseCall


def two_best(values):
    """How far the largest is above the second, in every row."""
    first, second = values.detach().topk(2, dim=1).values.T
    return (first - second).min()


def draw_network(sizes, random):
    layers = []
    for inputs, units in zip(sizes, sizes[1:]):
        weights = random.normal(0, np.sqrt(2 / inputs), (inputs, units))
        bias = random.uniform(0.1, 0.4, units) * random.choice([-1, 1], units)
        layers.append([torch.tensor(np.float64(np.float32(values))) for values in (weights, bias)])
    return layers


def draw_batch(case, random):
    """Some transitions end in failure and some at the time limit, which for the target is no end."""
    ends = random.permutation([1, 1, 2] + [0] * (case.n - 3))
    state, next_state = np.float64(np.float32(random.normal(0, 1, (2, case.n, 4))))
    rewards = np.where(ends == 1, -10.0, 1.0)
    rewards[random.integers(case.n)] = np.float32(random.normal())
    return {
        "state": torch.tensor(state),
        "action": torch.tensor(random.integers(0, case.sizes[-1], case.n)),
        "reward": torch.tensor(rewards),
        "next_state": torch.tensor(next_state),
        "terminated": torch.tensor(np.float64(ends == 1)),
        "truncated": torch.tensor(np.float64(ends == 2)),
    }


def winners(x, codebook):
    squared = ((x[:, None] - codebook) ** 2).sum(2)
    ensure(two_best(-squared) > MARGIN)
    return squared.argmin(1)


def masks(x, codebook):
    """m[j] = exp(−d² / 2σ²), d from unit j to the sample's winner on the grid."""
    return torch.tensor(gaussian(lattice_distance("rectangle", ROWS, COLS), SIGMA))[winners(x, codebook)]


def forward(layers, x, codebook):
    """Q of all actions. The mask multiplies the hidden layer before its ReLU, bias and all."""
    for i, (weights, bias) in enumerate(layers[:-1]):
        pre = x @ weights + bias
        if codebook is not None and i == 0:
            pre = masks(x, codebook) * pre
        ensure(pre.detach().abs().min() > MARGIN)
        x = torch.relu(pre)
    return x @ layers[-1][0] + layers[-1][1]


def targets(case, online, target, batch, codebook):
    """y = r + γ · (0 after a failure, else the value of the next state)."""
    with torch.no_grad():
        values = forward(target if case.value != "online" else online, batch["next_state"], codebook)
        choosing = forward(online, batch["next_state"], codebook) if case.value == "double" else values
        ensure(two_best(choosing) > MARGIN)
        choice = choosing.argmax(1)
        if case.value == "double":
            alike = choice == values.argmax(1)
            ensure(not alike[batch["terminated"] == 0].all())
        value = values[torch.arange(case.n), choice]
        return batch["reward"] + case.gamma * (1 - batch["terminated"]) * value


def optimizer_of(case, parameters):
    rate = LEARNING_RATE[case.optimizer]
    if case.optimizer == "adam":
        return torch.optim.Adam(parameters, lr=rate, betas=(0.9, 0.999), eps=1e-8, weight_decay=case.l2)
    return torch.optim.SGD(parameters, lr=rate, momentum=0.9, weight_decay=case.l2)


def written(layers):
    return [{"weights": rounded(weights), "bias": rounded(bias)} for weights, bias in layers]


def attempt(case, random):
    online = draw_network(case.sizes, random)
    target = draw_network(case.sizes, random) if case.value != "online" else None
    batch = draw_batch(case, random)
    codebook = torch.tensor(np.float64(np.float32(random.normal(0, 1, (ROWS * COLS, 4))))) if case.masked else None
    record = {
        "sizes": case.sizes,
        "value": case.value,
        "gamma": case.gamma,
        "loss": case.loss,
        "l2": case.l2,
        "optimizer": case.optimizer,
        "network": written(online),
        "target_network": written(target) if target else None,
        "mask": None,
        "batch": [
            {key: rounded(values[i]) if key != "action" else values[i].item() for key, values in batch.items()}
            for i in range(case.n)
        ],
    }
    if case.masked:
        record["mask"] = {
            "rows": ROWS,
            "cols": COLS,
            "sigma": SIGMA,
            "codebook": rounded(codebook),
            "winners": winners(batch["state"], codebook).tolist(),
            "next_winners": winners(batch["next_state"], codebook).tolist(),
        }
        ensure(len({*record["mask"]["winners"], *record["mask"]["next_winners"]}) >= 5)
    parameters = [parameter.requires_grad_() for layer in online for parameter in layer]
    optimizer = optimizer_of(case, parameters)
    losses, after = [], []
    for step in range(1, STEPS + 1):
        y = targets(case, online, target, batch, codebook)
        q = forward(online, batch["state"], codebook)[torch.arange(case.n), batch["action"]]
        errors = (q - y).detach()
        if case.loss == "huber":
            loss = huber_loss(q, y, delta=1.0)
            ensure((errors.abs() - 1).abs().min() > MARGIN)
            ensure(0 < (errors.abs() < 1).sum() < case.n)
        else:
            loss = mse_loss(q, y) / 2
        optimizer.zero_grad()
        loss.backward()
        losses.append(rounded(loss))
        if step == 1:
            gradients = [[p.grad + case.l2 * p.detach() for p in layer] for layer in online]
            sizes = torch.cat([g.flatten().abs() for layer in gradients for g in layer])
            ensure(sizes[sizes > 0].min() > LEAST_GRADIENT)
            record["first_step"] = {
                "q": rounded(q),
                "targets": rounded(y),
                "td_errors": rounded(errors),
                "loss": rounded(loss),
                "gradients": written(gradients),
            }
        optimizer.step()
        if step in (1, STEPS):
            after.append({"steps": step, "network": written(online)})
    return {**record, "losses": losses, "after": after}


def record(case, seed):
    random = np.random.default_rng(seed)
    for tries in range(1, 5001):
        try:
            found = attempt(case, random)
            break
        except CloseCall:
            pass
    else:
        raise AssertionError(f"{case}: no draw that is clear")
    name = f"{'-'.join(map(str, case.sizes))}{' masked' * case.masked}, {case.value}, γ {case.gamma}, {case.loss}"
    name += f", L2 {case.l2}, {case.optimizer}"
    weights = [abs(w) for layer in found["after"][-1]["network"] for w in layer["weights"]]
    print(f"{name}: draw {tries}, losses {found['losses']}, largest weight {max(weights):.2f}")
    return {"name": name, **found}


CASES = [
    Case(SMALL, "online", 0.9, "squared", 0.0, "sgd", 5),
    Case(SMALL, "online", 0.98, "huber", 0.01, "adam", 8),
    Case(SMALL, "target", 0.98, "squared", 0.0, "adam", 6),
    Case(SMALL, "double", 0.9, "huber", 0.0, "sgd", 7),
    Case(SMALL, "online", 0.0, "squared", 0.01, "adam", 5),
    Case(DEEP, "online", 0.98, "squared", 0.01, "sgd", 6),
    Case(DEEP, "target", 0.9, "huber", 0.01, "sgd", 8),
    Case(DEEP, "double", 0.98, "squared", 0.01, "adam", 7),
    Case(DEEP, "double", 0.9, "huber", 0.0, "adam", 5),
    Case(DEEP, "online", 0.0, "huber", 0.0, "sgd", 6),
    Case(MASKED, "online", 0.9, "squared", 0.0, "sgd", 8),
    Case(MASKED, "double", 0.98, "huber", 0.01, "adam", 8),
]


def main():
    save_json(
        "q_learning.json",
        {
            "script": "scripts/reference/q_learning.py",
            "versions": versions("torch", "numpy"),
            "network": "ReLU between the layers, none behind the last; weights [inputs, units], row by row",
            "targets": "y = r + γ · value of the next state, without the second term if terminated (not if truncated):"
            " online: max Q(s′); target: max of the target network's; double: the target network's, of the action that"
            " the online network finds best. Found anew at every step; the target network stays as it is",
            "td_errors": "q − y, with q of the action taken",
            "loss": "mean over the batch: squared ½e²; huber ½e² for |e| ≤ 1, |e| − ½ beyond; without L2",
            "gradients": "of the mean loss, plus l2 · parameter, of biases too",
            "optimizers": "torch.optim.SGD with momentum 0.9, torch.optim.Adam with β 0.9, 0.999 and ε 1e-8",
            "learning_rate": LEARNING_RATE,
            "mask": "of the first layer: relu(m · (xW + b)), m = exp(−d² / 2σ²), d on the grid from the winner of x;"
            " codebook [units, inputs], the same and at rest for states and next states, online and target network",
            "cases": [record(case, seed) for seed, case in enumerate(CASES)],
        },
    )


if __name__ == "__main__":
    main()
