/** Distances between ticks of an axis: 1, 2 and 5 of every power of ten. */
export const STEPS = [-3, -2, -1, 0, 1, 2, 3, 4, 5, 6].flatMap((power) =>
  [1, 2, 5].map((n) => Number((n * 10 ** power).toPrecision(1))),
);
