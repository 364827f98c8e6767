/** A copy with room for at least `length` numbers, the new ones `empty`; the array itself when it has it. Room doubles. */
export function withRoomFor(array: Int32Array, length: number, empty: number): Int32Array {
  if (length <= array.length) return array;
  const grown = new Int32Array(Math.max(length, 2 * array.length, 8));
  grown.set(array);
  return grown.fill(empty, array.length);
}
