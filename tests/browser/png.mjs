// SPDX-License-Identifier: GPL-3.0-or-later
// PNG, as far as the tests need it: 8 bits a channel, no interlacing.
import zlib from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const CHANNELS = { 0: 1, 2: 3, 6: 4 };

function crc32(bytes) {
  let crc = ~0;

  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) {
      crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
  }
  return ~crc >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);

  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

/** A file of WIDTH x HEIGHT red, green and blue bytes: colour(x, y) is three. */
export function encode(width, height, colour) {
  const head = Buffer.alloc(13);
  const rows = [];

  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  for (let y = 0; y < height; y++) {
    rows.push(0);
    for (let x = 0; x < width; x++) {
      rows.push(...colour(x, y));
    }
  }
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('IDAT', zlib.deflateSync(Buffer.from(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/* The filters of a row refer to the byte before, above, and before above. */
const GUESSES = [
  () => 0,
  (before) => before,
  (before, above) => above,
  (before, above) => (before + above) >> 1,
  (before, above, corner) => {
    const toBefore = Math.abs(above - corner);
    const toAbove = Math.abs(before - corner);
    const toCorner = Math.abs(before + above - 2 * corner);

    if (toBefore <= toAbove && toBefore <= toCorner) {
      return before;
    }
    return toAbove <= toCorner ? above : corner;
  },
];

function unfilter(packed, height, stride, step) {
  const out = new Uint8Array(step + (height + 1) * stride);
  let at = step + stride; /* a row and a pixel of zeros come first */

  for (let y = 0; y < height; y++) {
    const from = y * (stride + 1) + 1;
    const guess = GUESSES[packed[from - 1]];

    for (let k = 0; k < stride; k++, at++) {
      const inside = k >= step;

      out[at] = packed[from + k] + guess(inside ? out[at - step] : 0,
        out[at - stride], inside ? out[at - stride - step] : 0);
    }
  }
  return out.subarray(step + stride);
}

/** { width, height, step, bytes }: STEP bytes a pixel, row by row. */
export function decode(file) {
  const image = { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
  const parts = [];

  image.step = CHANNELS[file[25]];
  if (file[24] !== 8 || image.step === undefined || file[28] !== 0) {
    throw new Error(`a PNG of depth ${file[24]}, colour type ${file[25]}`);
  }
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);

    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') {
      parts.push(file.subarray(at + 8, at + 8 + length));
    }
    at += length + 12;
  }
  image.bytes = unfilter(zlib.inflateSync(Buffer.concat(parts)), image.height,
    image.width * image.step, image.step);
  return image;
}
