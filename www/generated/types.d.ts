// Written by src/generated.rs from the types in Rust: do not edit.

export type Topology = "line" | "ring" | "rectangle" | "torus" | "hexagonal";

export type Neighborhood = "gaussian" | "bubble" | "mexican_hat";

export type Curve = "linear" | "exponential" | "inverse";

export type Schedule = { 
/**
 * At the first step.
 */
start: number, 
/**
 * At the last step.
 */
end: number, 
/**
 * The shape of the way from start to end.
 */
curve: Curve, 
/**
 * A value that replaces the schedule for as long as it is set: the visitor's hand on the slider.
 */
hold: number | null, };

export type Patch = { 
/**
 * Side of the square patch in pixels; 0 takes the whole image.
 */
size: number, 
/**
 * Pixels from one patch to the next, 1 to `size`.
 */
stride: number, 
/**
 * Luma instead of color (Rec. 601: 0.299 R + 0.587 G + 0.114 B).
 */
gray: boolean, 
/**
 * Whether the mean of every patch is taken away, and learned by nobody.
 */
centered: boolean, 
/**
 * Patches that one pass takes from every image, at places of its own; at most as many as there are.
 */
per_image: number, };

export type Training = "online" | "mini_batch" | "batch";

export type Init = "random" | "samples" | "pca";

export type Code = "coordinates" | "one_hot" | "soft";

export type StackLayer = { 
/**
 * Rows of units.
 */
rows: number, 
/**
 * Units of a row.
 */
cols: number, 
/**
 * Side of its patches in places of the layer below; 0 takes all of them.
 */
size: number, 
/**
 * Places from one patch to the next, 1 to `size`.
 */
stride: number, 
/**
 * How the winners below are written.
 */
code: Code, };

export type MapConfig = { 
/**
 * Rows of units; 1 on a line or a ring.
 */
rows: number, 
/**
 * Units of a row.
 */
cols: number, 
/**
 * Who is whose neighbor.
 */
lattice: Topology, 
/**
 * How the influence of a winner falls with the distance.
 */
neighborhood: Neighborhood, 
/**
 * In units of the lattice spacing, 0.05 to 200. A further layer starts from as much of its longer side.
 */
sigma: Schedule, 
/**
 * 0.0001 to 1; the batch map does not use it.
 */
learning_rate: Schedule, 
/**
 * How much a step sees.
 */
training: Training, 
/**
 * Samples of a mini-batch, 1 to 4,096.
 */
batch_size: number, 
/**
 * What the codebook is before the first step.
 */
init: Init, 
/**
 * The same seed gives the same run.
 */
seed: number, 
/**
 * Passes over the training set, more than 0 and at most 1,000; every layer makes them.
 */
epochs: number, 
/**
 * What the first layer sees of an image.
 */
patch: Patch, 
/**
 * Further layers, from the lowest up.
 */
stack: Array<StackLayer>, };

export type Order = "mask_relu" | "relu_mask";

export type Bias = "before_mask" | "after_mask";

export type Optimizer = "adam" | "sgd";

export type Mask = "none" | "whole" | "patch";

export type Hidden = { 
/**
 * Rows of neurons; 1 on a line or a ring.
 */
rows: number, 
/**
 * Neurons of a row.
 */
cols: number, 
/**
 * By a map of as many units, which learns from what the layer reads.
 */
mask: Mask, 
/**
 * Side of the filters, 1 to 15, moved by one and without padding; 0 for a fully-connected layer.
 */
kernel: number, 
/**
 * Side of the windows of which the maximum is kept, 1 to 4.
 */
pool: number, 
/**
 * Filters that win at a position while the others are 0, 1 to 16 (k-winners-take-all); 0 for all.
 */
winners: number, 
/**
 * Share of the filters that a step keeps for an image, scaled by its inverse (dropout of channels); 1 for all.
 */
keep: number, 
/**
 * Filters with the largest weights (L1) that are left after `prune_at`; 0 for all.
 */
pruned: number, };

export type NetConfig = { 
/**
 * From the input up, filters first; a linear layer of one neuron a class follows.
 */
hidden: Array<Hidden>, 
/**
 * Of every layer's neurons.
 */
lattice: Topology, 
/**
 * The radius by which the maps learn, 0.05 to 200 lattice units.
 */
sigma_organize: Schedule, 
/**
 * The radius of the mask, 0.05 to 200 lattice units.
 */
sigma_forward: Schedule, 
/**
 * The learning rate of the maps, 0.0001 to 1.
 */
som_rate: Schedule, 
/**
 * Passes over the training set in which `sigma_organize` and `som_rate` run from start to end, 0 to 1,000; 0 for
 * the whole run.
 */
som_epochs: number, 
/**
 * Positions of an image that a map of patches learns from in a step, 1 to 64.
 */
patches: number, 
/**
 * The share of the run after which filters are pruned, 0 to 1.
 */
prune_at: number, 
/**
 * Mask values below it become 0; 0 to 1.
 */
threshold: number, 
/**
 * What comes first in a masked layer.
 */
order: Order, 
/**
 * Where the bias of a masked layer is added.
 */
bias: Bias, 
/**
 * Holds the maps where they are.
 */
frozen: boolean, 
/**
 * A map freezes by itself once 100 steps move its codebook by less than this share of its norm; 0 never.
 */
convergence_tolerance: number, 
/**
 * What becomes of a gradient.
 */
optimizer: Optimizer, 
/**
 * Of the layers, 0.000001 to 1.
 */
learning_rate: Schedule, 
/**
 * β₁ of Adam or μ of SGD, 0 to 0.999.
 */
momentum: number, 
/**
 * Samples of a mini-batch, 1 to 1,024.
 */
batch_size: number, 
/**
 * The same seed gives the same first weights and the same order of samples.
 */
seed: number, 
/**
 * Passes over the training set, more than 0 and at most 1,000.
 */
epochs: number, 
/**
 * How often it is evaluated, at growing distances, the last time at the end; 1 to 1,000.
 */
evaluations: number, };

export type State = "running" | "waiting" | "finished";

export type Source = "train" | "test" | "probe";

export type Lattice = { lattice: Topology, rows: number, cols: number, };

export type Sheet = { tile_height: number, tile_width: number, tile_channels: number, 
/**
 * Tiles of the atlas.
 */
atlas_rows: number, atlas_cols: number, 
/**
 * RGBA words, `[atlas_rows × tile_height, atlas_cols × tile_width]`.
 */
tiles: Uint8Array, lattice: Topology, rows: number, cols: number, };

export type Tensor = { 
/**
 * What it is, and of which layer: `weights` of the first, `weights-2` of the next.
 */
name: string, shape: Uint32Array, 
/**
 * In C order.
 */
values: Float32Array, };

export type Strip = { 
/**
 * Of one of them, in pixels.
 */
height: number, width: number, count: number, 
/**
 * RGBA words, `[height, count × width]`.
 */
rgba: Uint8Array, };

export type View = "codebook" | "u_matrix" | "hits" | "classes" | "component";

export type RebuildRequest = { source: Source, image: number, 
/**
 * Patches at every position, averaged where they overlap; otherwise side by side.
 */
overlap: boolean, };

export type MapRequest = { view: View, 
/**
 * The feature of [`View::Component`].
 */
component: number, 
/**
 * Held-out samples to map now (as many as are here at most); 0 keeps the last evaluation.
 */
evaluate: number, 
/**
 * A unit to look at closely.
 */
unit: number | null, 
/**
 * The layer that all of these speak of; 0 lies on the images.
 */
layer: number, rebuild: RebuildRequest | null, };

export type Angles = { 
/**
 * Mean distance in degrees, the shorter way round, between the angle of a view and the angle that its winner
 * stands for, from 0 to 90.
 */
angle_error_deg: number, 
/**
 * Most lattice steps between the winners of two successive views.
 */
largest_jump: number, 
/**
 * How often the winner goes round the ring while the car turns once: 1 or −1 where all is right, 0 for a line.
 */
turns: number, 
/**
 * Steps of the winner against the direction of most of its steps.
 */
reversals: number, };

export type Quality = { 
/**
 * Mean Euclidean distance of a sample to its best-matching unit (Kohonen 2001).
 */
quantization_error: number, 
/**
 * Share of samples whose two best units are not lattice neighbors (Kiviluoto 1996).
 */
topographic_error: number, 
/**
 * Held-out samples that were mapped.
 */
n: number, 
/**
 * Of the units as clusters of labeled samples, in [0, 1]; none where there are no labels, and for patches.
 */
purity: number | null, 
/**
 * Normalized mutual information of units and labels, in [0, 1].
 */
nmi: number | null, 
/**
 * How well a turntable's views lie along the lattice; none but for whole turns on a line or a ring.
 */
angles: Angles | null, };

export type UnitDetail = { index: number, 
/**
 * Held-out samples that fall on it, of the last evaluation.
 */
hits: number, 
/**
 * RGBA of its picture.
 */
values: Uint8Array, 
/**
 * RGBA of the samples that match it best, side by side, at most [`SHOWN`].
 */
samples: Uint8Array, 
/**
 * Their labels, −1 where there are none.
 */
sample_labels: Int8Array, sample_count: number, 
/**
 * Of one of them, in pixels.
 */
sample_height: number, sample_width: number, 
/**
 * The units of the layer below that its weights are nearest to, `[parts_rows, parts_cols]`; empty in layer 0.
 */
parts: Uint32Array, parts_rows: number, parts_cols: number, };

export type Rebuilt = { source: Source, image: number, height: number, width: number, 
/**
 * Side of a patch, and how many of them lie over the image.
 */
size: number, place_rows: number, place_cols: number, stride: number, 
/**
 * Peak signal-to-noise ratio in dB over values in [0, 1]; infinite where nothing differs.
 */
psnr: number, original: Uint8Array, rebuilt: Uint8Array, 
/**
 * Mid-gray where nothing differs, brighter or darker by the difference.
 */
error: Uint8Array, 
/**
 * The unit of every position.
 */
bmus: Uint32Array, };

export type MapFrame = { 
/**
 * Steps done.
 */
step: number, 
/**
 * Samples presented, and how many the whole run presents.
 */
samples: number, samples_total: number, 
/**
 * Passes over the whole training set that the samples amount to, and all that there will be.
 */
epoch: number, epochs: number, 
/**
 * The values that the next step will use.
 */
sigma: number, learning_rate: number, state: State, 
/**
 * The layer that the rest speaks of, how many there are, and the one that is learning.
 */
layer: number, n_layers: number, learning: number, 
/**
 * Every layer's units, from the lowest up; empty where there is one.
 */
layers: Array<Sheet>, 
/**
 * The view's value for every unit; empty for [`View::Codebook`].
 */
values: Float32Array, 
/**
 * The majority class of every unit, −1 for none; empty but for [`View::Classes`].
 */
labels: Int8Array, 
/**
 * Of the evaluation that came with this frame.
 */
quality: Quality | null, unit: UnitDetail | null, 
/**
 * None in most frames, for it is costly.
 */
rebuilt: Rebuilt | null, 
/**
 * The best unit of every view of a turntable, where this frame's evaluation covered them all.
 */
winners: Uint32Array, tile_height: number, tile_width: number, tile_channels: number, 
/**
 * Tiles of the atlas.
 */
atlas_rows: number, atlas_cols: number, 
/**
 * RGBA words, `[atlas_rows × tile_height, atlas_cols × tile_width]`.
 */
tiles: Uint8Array, lattice: Topology, rows: number, cols: number, };

export type ProbeRequest = { source: Source, image: number, };

export type NetRequest = { 
/**
 * The hidden layer that `maps` and `filters` speak of; 0 lies on the images.
 */
layer: number, 
/**
 * The pictures of its map's units.
 */
maps: boolean, 
/**
 * The weights of its neurons, and how well they and its map are organized.
 */
filters: boolean, probe: ProbeRequest | null, 
/**
 * Points of the course that are known already.
 */
since: number, };

export type CoursePoint = { 
/**
 * Samples learned.
 */
samples: number, 
/**
 * Passes over the training set that they amount to.
 */
epoch: number, 
/**
 * Test images that it is a mean of: a part of the test set on the way, the whole at the end.
 */
images: number, 
/**
 * Mean cross-entropy in nats.
 */
test_loss: number, 
/**
 * Share of right answers.
 */
test_accuracy: number, 
/**
 * Means over the mini-batches since the last point, each before the step that learned from it.
 */
train_loss: number, train_accuracy: number, };

export type NetLayer = { neurons: number, mask: Mask, 
/**
 * Side of its filters; 0 where it is fully connected.
 */
kernel: number, pool: number, 
/**
 * See [`crate::net::config::Hidden`].
 */
winners: number, keep: number, 
/**
 * Its filters have been pruned.
 */
pruned: boolean, 
/**
 * Its map is held, by hand or because it has come to rest.
 */
frozen: boolean, 
/**
 * Samples that had been learned when the map came to rest; none before.
 */
frozen_at: number | null, 
/**
 * The share of its norm by which 100 steps moved the codebook; none before they have been made.
 */
codebook_change: number | null, 
/**
 * Mean mask value, over neurons, positions and the test images of the last evaluation; 1 without a mask.
 */
strength: number, 
/**
 * Mean number of neurons that are not switched off: whose mask is above 0, or who are among the winners.
 */
active_units: number, 
/**
 * A step computes the neurons under the mask and no others.
 */
grouped: boolean, 
/**
 * Multiply–accumulate operations of one image, forward: those that are done, those of the same layer without a
 * mask, and those of a search of its map for all winners.
 */
macs: number, dense_macs: number, search_macs: number, lattice: Topology, rows: number, cols: number, };

export type Filters = { rows: number, cols: number, tile_height: number, tile_width: number, tile_channels: number, 
/**
 * `[neurons, tile_height × tile_width × tile_channels]`
 */
values: Float32Array, };

export type Organization = { codebook: number | null, filters: number | null, };

export type ProbedLayer = { 
/**
 * The winner, where there is one for the whole image.
 */
bmu: number, 
/**
 * The winners of a map of patches: `[pos_rows, pos_cols]`, positions of a filter's top-left corner.
 */
units: Uint32Array, pos_rows: number, pos_cols: number, 
/**
 * `[neurons]`, the mean over the positions where every one has its own; 1 without a map.
 */
mask: Float32Array, 
/**
 * `[neurons]`, the largest of a filter's over the image.
 */
activations: Float32Array, 
/**
 * Of filters, after pooling: `[out_rows, out_cols, neurons]`.
 */
maps: Float32Array, out_rows: number, out_cols: number, };

export type Probed = { label: number, 
/**
 * `[n_classes]`, they add up to 1.
 */
probabilities: Float32Array, layers: Array<ProbedLayer>, source: Source, image: number, };

export type NetFrame = { step: number, samples: number, samples_total: number, epoch: number, epochs: number, state: State, 
/**
 * An evaluation is under way.
 */
evaluating: boolean, 
/**
 * Samples after which the next one is due; past the end where there is none.
 */
next_evaluation: number, 
/**
 * The values that the next step will use.
 */
learning_rate: number, sigma_organize: number, sigma_forward: number, som_rate: number, n_inputs: number, n_classes: number, 
/**
 * Multiply–accumulate operations that one image of training takes in the layers now, forward and backward, and
 * what it would take without masks.
 */
macs_per_image: number, dense_macs_per_image: number, 
/**
 * And in the searches of the maps: 0 where the winners are in the cache.
 */
som_macs_per_image: number, 
/**
 * Share of the training images whose winners are in the cache; none where that cannot be.
 */
bmus_cached: number | null, dispatches_per_step: number, layers: Array<NetLayer>, layer: number, map: Sheet | null, filters: Filters | null, organization: Organization, 
/**
 * Points after those that were known.
 */
course: Array<CoursePoint>, 
/**
 * All points there are.
 */
course_len: number, 
/**
 * Test images, or their patches, that fell on each unit of the looked-at layer's map in the last evaluation.
 */
hits: Uint32Array, probe: Probed | null, };

export type AscentOptions = { 
/**
 * The hidden layer whose neurons are maximized, each before its ReLU.
 */
layer: number, 
/**
 * 1 to 1,000.
 */
steps: number, 
/**
 * The length of a step in the space of inputs, more than 0 and at most 100.
 */
rate: number, 
/**
 * The share of the input that each step takes away, 0 to 1.
 */
decay: number, 
/**
 * The standard deviation of the blur in pixels, 0 to 5; 0 leaves it out.
 */
blur: number, seed: number, };

export type Ascended = { 
/**
 * What each neuron answers to its own, `relu(z + b)`.
 */
activations: Float32Array, 
/**
 * How well neighbors resemble one another, see [`organization`].
 */
organization: number, rows: number, cols: number, tile_height: number, tile_width: number, tile_channels: number, 
/**
 * `[neurons, tile_height × tile_width × tile_channels]`
 */
values: Float32Array, };

export type Environment = "cartpole_v0" | "cartpole_v1" | "pendulum";

export type AgentLayer = { 
/**
 * Rows of neurons; 1 on a line or a ring.
 */
rows: number, 
/**
 * Neurons of a row.
 */
cols: number, 
/**
 * By a map of as many units, which learns from what the layer reads: the first from what the agent sees.
 */
mask: boolean, };

export type TrainAfter = "step" | "episode";

export type UpdatesBy = "fixed" | "episode_length" | "memory_size";

export type MiniBatch = "at_once" | "sample_by_sample";

export type Torques = "grid" | "map";

export type AgentConfig = { 
/**
 * The world that it acts in.
 */
environment: Environment, 
/**
 * From what it sees up; a linear layer of one neuron an action follows.
 */
hidden: Array<AgentLayer>, 
/**
 * Of every layer's neurons.
 */
lattice: Topology, 
/**
 * The radius by which the maps learn, 0.05 to 200 lattice units.
 */
sigma_organize: Schedule, 
/**
 * The radius of the mask, 0.05 to 200 lattice units.
 */
sigma_forward: Schedule, 
/**
 * The learning rate of the maps, 0.0001 to 1.
 */
som_rate: Schedule, 
/**
 * Episodes in which the maps organize, and after which they rest; 0 for the whole run.
 */
som_episodes: number, 
/**
 * Mask values below it become 0; 0 to 1.
 */
threshold: number, 
/**
 * What becomes of a gradient.
 */
optimizer: Optimizer, 
/**
 * Of the layers, 0.000001 to 1.
 */
learning_rate: Schedule, 
/**
 * β₁ of Adam or μ of SGD, 0 to 0.999.
 */
momentum: number, 
/**
 * L2 regularization λ: every gradient gains λ times its weight; 0 to 1.
 */
l2: number, 
/**
 * Errors beyond it count linearly (Huber's loss); 0 for the squared error everywhere, at most 1,000.
 */
huber: number, 
/**
 * By what a reward is discounted for every step that it lies ahead, 0 to 1.
 */
gamma: number, 
/**
 * What the agent is paid for 1 that the world pays (every step of the cart), −1,000 to 1,000.
 */
step_reward: number, 
/**
 * What the step pays in which the pole falls or the cart leaves the track, −1,000 to 1,000.
 */
failure_reward: number, 
/**
 * Transitions that the replay buffer holds, at most 1,000,000; 0 for all.
 */
replay_capacity: number, 
/**
 * Transitions that must be there before the network learns.
 */
warm_up: number, 
/**
 * Transitions of a mini-batch, 1 to 256.
 */
batch_size: number, 
/**
 * How a mini-batch is learned.
 */
mini_batch: MiniBatch, 
/**
 * When the network learns.
 */
train_after: TrainAfter, 
/**
 * Steps or episodes from one time to the next (the train frequency).
 */
train_every: number, 
/**
 * Mini-batches each time, counted by `updates_by`; more than 0 and at most 10,000.
 */
updates: number, 
/**
 * What `updates` is counted by.
 */
updates_by: UpdatesBy, 
/**
 * Gradient steps from one update of the target network to the next; 0 for none: the network is its own target.
 */
target_update: number, 
/**
 * The network chooses the action whose value the target network gives (double Q-learning).
 */
double_q: boolean, 
/**
 * The share of actions that are random, 0 to 1.
 */
epsilon: Schedule, 
/**
 * Episodes in which ε runs from start to end.
 */
epsilon_episodes: number, 
/**
 * Torques that an agent of the pendulum chooses between, 2 to 64.
 */
actions: number, 
/**
 * Where these torques come from; a map of them learns as all maps do, by `sigma_organize` and `som_rate`.
 */
torques: Torques, 
/**
 * The standard deviation of what is tried around a torque of the map while all actions are random, in N m; it falls
 * with ε; 0 to 2.
 */
action_noise: number, 
/**
 * The same seed gives the same first weights, the same starts of episodes, and the same choices.
 */
seed: number, 
/**
 * Episodes of the run.
 */
episodes: number, };

export type AgentRequest = { 
/**
 * The states that the first layer's map has learned, and what the agent thinks of them.
 */
sheet: boolean, 
/**
 * What it would do at every angle and velocity, and its last episode.
 */
portrait: boolean, 
/**
 * Episodes that are known already.
 */
since: number, };

export type EpisodePoint = { 
/**
 * From 1 on.
 */
episode: number, 
/**
 * Steps of the world since the start of the run.
 */
samples: number, 
/**
 * Steps of the episode.
 */
length: number, 
/**
 * The sum of what the world paid, whatever reward the agent was given instead: on the cart, the steps that it lasted.
 */
episode_return: number, 
/**
 * The mean of that and the 99 before, or of all there are.
 */
mean_return: number, epsilon: number, 
/**
 * Means over the gradient steps since the last episode; none where there were none.
 */
loss: number | null, 
/**
 * Of the value of the best action.
 */
mean_q: number | null, 
/**
 * Since the start of the run.
 */
gradient_steps: number, };

export type StateSheet = { 
/**
 * `[units, 4]`, in the units of the world (m, m/s, rad, rad/s; rad, rad/s, 0, 0 of a pendulum).
 */
states: Float32Array, 
/**
 * `[units, n_actions]`, the discounted return that the agent expects of each action.
 */
values: Float32Array, 
/**
 * `[units]`, how many of the last `n_states` states in the replay buffer each has won.
 */
wins: Uint32Array, n_states: number, lattice: Topology, rows: number, cols: number, };

export type Portrait = { 
/**
 * Of velocities, the highest first.
 */
rows: number, 
/**
 * Of angles, from left to right.
 */
cols: number, 
/**
 * The ranges, each way, in rad and rad/s; values stand for the middles of cells.
 */
angle_limit: number, speed_limit: number, 
/**
 * `[rows, cols]`, the action with the highest value.
 */
greedy: Uint32Array, 
/**
 * `[rows, cols]`, by how much its value exceeds the mean of all actions.
 */
advantage: Float32Array, 
/**
 * The states of the last episode that is over, `[steps + 1, 4]`.
 */
trail: Float32Array, };

export type AgentFrame = { 
/**
 * Steps of the world.
 */
step: number, 
/**
 * The same, by the name that every kind has for how far it has come; and as many as there can be.
 */
samples: number, samples_total: number, state: State, 
/**
 * Episodes that are over, and of the whole run.
 */
episode: number, episodes: number, 
/**
 * Steps of the world that an episode can have, and seconds of each.
 */
limit: number, step_seconds: number, gradient_steps: number, 
/**
 * Those that are to be made before the next step of the world: mini-batches.
 */
pending: number, replay_len: number, 
/**
 * The values that the next step will use.
 */
epsilon: number, learning_rate: number, sigma_organize: number, sigma_forward: number, som_rate: number, 
/**
 * The maps have come to rest.
 */
organized: boolean, n_actions: number, 
/**
 * Weights and biases.
 */
parameters: number, 
/**
 * The mean return at which the world counts as solved, and the episode since which it is.
 */
solved_return: number | null, solved_at: number | null, 
/**
 * `[4]`: where the agent in training is.
 */
world: Float32Array, 
/**
 * What an agent of the pendulum chooses between, in N m; of the cart, its two forces in N.
 */
efforts: Float32Array, 
/**
 * How often each was chosen in the last steps that the replay buffer holds, at most 1,000.
 */
chosen: Uint32Array, sheet: StateSheet | null, portrait: Portrait | null, 
/**
 * Episodes after those that were known.
 */
course: Array<EpisodePoint>, 
/**
 * All there are.
 */
course_len: number, };

export type DriveRequest = { 
/**
 * Steps of the world, at most 100; it stops earlier where the episode is over.
 */
steps: number, 
/**
 * A force on the cart in N, or a torque in N m, in the place of the agent's.
 */
effort: number | null, 
/**
 * Added to it in the first of these steps.
 */
nudge: number, 
/**
 * Begins the next episode.
 */
restart: boolean, };

export type Ending = "failed" | "time";

export type Driven = { 
/**
 * `[steps, 4]`, after each step that was asked for.
 */
states: Float32Array, 
/**
 * `[steps]`, the force or torque of each.
 */
efforts: Float32Array, 
/**
 * `[4]`, now.
 */
state: Float32Array, 
/**
 * `[n_actions]`, what the agent expects of each action now.
 */
values: Float32Array, 
/**
 * The unit of the first layer's map that wins now.
 */
bmu: number, 
/**
 * Of this episode.
 */
steps: number, episode: number, 
/**
 * None while the episode goes on.
 */
ending: Ending | null, };

export type BackendInfo = { backend: 'gpu' | 'cpu', adapter: string, software: boolean, 
/**
 * One plain sentence.
 */
reason: string, 
/**
 * None where nothing was compared.
 */
cpu_samples_per_second: number | null, gpu_samples_per_second: number | null, 
/**
 * Whether the adapter can time its own work.
 */
timestamps: boolean, };

export type ForeignPicture = { path: string, kind: 'AVIF' | 'HEIC' | 'SVG', id: number | null, bytes: Uint8Array | null, };

export type NeededPicture = { path: string, id: number | null, 
/**
 * Only the browser reads it.
 */
foreign: boolean, done: number, total: number, };

export type Brought = { title: string, height: number, width: number, channels: number, classes: Array<string>, turntable: boolean, n_train: number, n_test: number, train: Uint8Array, test: Uint8Array, 
/**
 * What was done with them and what was left out, in sentences.
 */
notes: Array<string>, };

export type KernelCheck = { kernel: string, ok: boolean, message: string, };

export type Advanced = { steps: number, samples: number, 
/**
 * Samples of training that all of it is worth; an evaluation is work without samples.
 */
work: number, state: State, };

export type Configured = { 
/**
 * The run began again: they concern what it was made from.
 */
restarted: boolean, };

export type Shard = { file: string, n: number, 
/**
 * Compressed size in bytes.
 */
bytes: number, };

export type Split = { n: number, shards: Array<Shard>, };

export type Manifest = { name: string, title: string, height: number, width: number, channels: number, 
/**
 * Names of the classes; empty where samples have no labels.
 */
classes: Array<string>, 
/**
 * Whether the images of each split are views of one full turn, in order and evenly spaced.
 */
turntable?: boolean, train: Split, test: Split, };
