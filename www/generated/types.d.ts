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
 * How often the test set is evaluated on the way, evenly spaced; 1 to 1,000.
 */
evaluations: number, };
