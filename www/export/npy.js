/**
 * Tensors as NumPy reads them: NPY files, several of them in a ZIP (`numpy.load('weights.npz')`).
 */

/** @import { Tensor } from '../engine/protocol.js' */

const MAGIC = '\x93NUMPY\x01\x00';

/**
 * An NPY file of version 1 and type `<f4`, byte for byte as `numpy.save` writes it.
 * @param {Pick<Tensor, 'shape' | 'values'>} tensor
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function npyOf({ shape, values }) {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const words = `{'descr': '<f4', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((MAGIC.length + 2 + words.length + 1) / 64) * 64 - MAGIC.length - 2;
  const header = Uint8Array.from(MAGIC + '\0\0' + words.padEnd(length - 1) + '\n', (c) => c.charCodeAt(0));
  new DataView(header.buffer).setUint16(MAGIC.length, length, true);
  const file = new Uint8Array(header.length + values.byteLength);
  file.set(header);
  file.set(bytesOf(values), header.length);
  return file;
}

/** Where they lie: every machine that runs WebAssembly is little-endian. @param {Float32Array} values */
export const bytesOf = ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength);

/**
 * @param {{name: string, tensor: Tensor}[]} tensors  by their names in the ZIP, without the ending
 * @returns {Promise<Blob>}
 */
export async function npzOf(tensors) {
  const { downloadZip } = await import('client-zip');
  const files = tensors.map(({ name, tensor }) => ({ name: `${name}.npy`, input: npyOf(tensor) }));
  return await downloadZip(files).blob();
}
