/**
 * A course with the points that a frame brings: they are its last ones. Some may be here already, where a run has been
 * restored further back.
 * @template P
 * @param {P[]} course
 * @param {{course: P[], course_len: number}} frame
 * @returns {P[]}
 */
export function joined(course, { course: news, course_len }) {
  const kept = course_len - news.length;
  if (news.length === 0 && kept === course.length) return course;
  return [...course.slice(0, kept), ...news];
}
