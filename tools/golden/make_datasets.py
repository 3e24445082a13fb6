#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make datasets/ from the collected originals: make_datasets.py SOURCE DATASETS

SOURCE holds digits8/, banknote/, quickdraw3/ and noto-emoji32/ as described in
datasets/README.md. Standard library and numpy only; the same input gives the
same bytes.
"""
import hashlib
import io
import os
import struct
import sys
import tarfile
import zipfile
import zlib

import numpy as np

DIGITS = ("Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, "
          "UCI 1998, as scikit-learn ships it")
DRAWINGS = "Google, Quick, Draw! bitmaps, first 40 of three classes"
EMOJI = ("googlefonts/noto-emoji b3e3051, png/32 on white, every 12th; "
         "changed: size, transparency")
NOTES = "Lohweg, Banknote Authentication, UCI 2012"
BROKEN = "made by tools/golden/make_datasets.py"
CC_BY, APACHE, OURS = "CC-BY-4.0", "Apache-2.0", "GPL-3.0-or-later"


def npy(array, shape=None):
    """Bytes of an .npy file; `shape` lets the header lie."""
    header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (
        array.dtype.newbyteorder("<").str, shape or array.shape)
    header = header.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) \
        + header.encode() + array.tobytes()


def png(pixels):
    """Bytes of an 8-bit grey or RGB PNG, without filters."""
    height, width, channels = pixels.shape

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body \
            + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8,
                         0 if channels == 1 else 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) \
        + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def pack(entries, method=zipfile.ZIP_STORED):
    """Bytes of a zip of (name, bytes), dated 1980."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=9) as archive:
        for name, content in entries:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return out.getvalue()


def drawings(source):
    images = np.load(os.path.join(source, "quickdraw3/images.npy"))
    labels = np.load(os.path.join(source, "quickdraw3/labels.npy"))
    for number, name in enumerate(("cat", "rainbow", "train")):
        for k, image in enumerate(images[labels == number][:40]):
            yield "%s/%s%d.png" % (name, name, k), png(image)


def emoji(source):
    images = np.load(os.path.join(source, "noto-emoji32/images.npy"))
    with open(os.path.join(source, "noto-emoji32/names.txt")) as names:
        names = names.read().split()
    for k in range(0, len(images), 12):
        yield names[k] + ".png", png(images[k])


def sound(source):
    """(file, bytes, format, shape, origin, licence) of what can be analysed."""
    def original(path):
        with open(os.path.join(source, path), "rb") as file:
            return file.read()

    digits = np.load(os.path.join(source, "digits8/images.npy"))
    labels = np.load(os.path.join(source, "digits8/labels.npy"))
    yield ("digits8.npy", npy(digits), "npy", "1797x8x8x1", DIGITS, CC_BY)
    yield ("digits8_labels.npy", npy(labels), "npy", "1797", DIGITS, CC_BY)
    yield ("drawings28.zip", pack(drawings(source)), "zip", "120x28x28x1",
           DRAWINGS, CC_BY)
    yield ("emoji32.zip", pack(emoji(source)), "zip", "299x32x32x3", EMOJI,
           APACHE)
    yield ("banknote.csv", original("banknote/banknote.csv"), "csv", "1372x5",
           NOTES, CC_BY)


def arrays():
    """Files that hold an array, or should."""
    values = (np.arange(400, dtype="<f4") * 7919 % 101).reshape(200, 2)
    whole = npy(values)
    bad = values.copy()
    bad[17, 1] = np.nan
    yield "nan.npy", npy(bad)
    bad[17, 1] = np.inf
    yield "infinity.npy", npy(bad)
    yield "truncated.npy", whole[:-100]
    yield "truncated-header.npy", whole[:40]
    yield "wrong-magic.npy", b"\x93NUMPX" + whole[6:]
    yield "header-is-no-dictionary.npy", whole[:10] + b"(" + whole[11:]
    yield "shape-2-62.npy", npy(values, (1 << 62, 2))
    yield "object-type.npy", whole.replace(b"<f4", b"|O ")
    yield "zero-rows.npy", npy(values[:0])
    yield "zero-columns.npy", npy(values[:, :0])
    yield "one-row.npy", npy(values[:1])
    yield "constant.npy", npy(values * 0 + 3)
    yield "duplicates-only.npy", npy(np.tile(values[:1], (50, 1)))
    yield "empty.npy", b""


def texts():
    rows = ["%d,%d.5,%d" % (k, k * k % 17, -k) for k in range(12)]
    yield "missing-value.csv", "\n".join(
        ["a,b,c"] + rows[:7] + ["7,,-7"] + rows[8:]).encode() + b"\n"
    yield "ragged.csv", "\n".join(
        ["a,b,c"] + rows[:5] + ["5,6"] + rows[6:]).encode() + b"\n"
    yield "header-only.csv", b"a,b,c\n"
    yield "unclosed-quote.csv", "\n".join(
        ["a,b,c"] + rows[:4] + ['4,"5,6'] + rows[5:]).encode() + b"\n"


def others():
    pixels = bytes(k * 37 % 256 for k in range(10 * 16))
    yield "lying-dimensions.idx", \
        struct.pack(">IIII", 0x803, 1000, 4, 4) + pixels
    yield "dimensions-2-96.idx", \
        struct.pack(">IIII", 0x803, 2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1) \
        + pixels
    packed = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = packed.compress(struct.pack(">IIII", 0x803, 10, 4, 4) + pixels) \
        + packed.flush()
    yield "truncated.idx.gz", packed[:-9]
    yield "unknown-format.bin", b"\x01\x02\x03\x04 nothing we know\0\xff" * 4


def pictures():
    """Folders and archives of images."""
    def square(seed, size=6, channels=1):
        count = size * size * channels
        return png(np.array([(k * 31 + seed * 57) * 101 % 251
                             for k in range(count)], dtype="u1")
                   .reshape(size, size, channels))

    header = square(1)[:16] + struct.pack(">II", 60000, 60000) + b"\x08\0\0\0\0"
    header += struct.pack(">I", zlib.crc32(header[12:]))
    bomb = b"\x89PNG\r\n\x1a\n" + bytes(45 << 20)
    yield "no-images/readme.txt", b"A folder without a single image.\n"
    yield "no-images/numbers.csv", b"1,2\n3,4\n"
    yield "truncated-png/1.png", square(1)
    yield "truncated-png/2.png", square(2)[:-30]
    yield "text-called-png/1.png", square(1)
    yield "text-called-png/2.png", b"I am a text.\n"
    yield "sizes-differ/1.png", square(1)
    yield "sizes-differ/2.png", square(2, 7)
    yield "grey-and-colour/1.png", square(1)
    yield "grey-and-colour/2.png", square(2, 6, 3)
    yield "lying-png/1.png", header + square(1)[33:]
    yield "one-image/1.png", square(1)
    yield "label-missing/1.png", square(1)
    yield "label-missing/2.png", square(2)
    yield "label-missing/dataset.json", b'{"labels": [["1.png", 0]]}\n'
    whole = pack([("1.png", square(1)), ("2.png", square(2))])
    yield "truncated.zip", whole[:-60]
    yield "no-images.zip", pack([("a.txt", b"text\n"), ("b.npz", b"PK")])
    yield "bomb.zip", pack([("1.png", bomb)], zipfile.ZIP_DEFLATED)
    yield "name-not-utf8.zip", pack(
        [("zz.png", square(1)[:-30])]).replace(b"zz.png", b"\xff\xfe.png")


def archives():
    """Arrays, batches and shards in archives."""
    def tar(entries):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w",
                          format=tarfile.USTAR_FORMAT) as archive:
            for name, content in entries:
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
        return out.getvalue()

    values = npy((np.arange(40, dtype="<f4") * 7919 % 101).reshape(20, 2))
    pixels = [png(np.full((6, 6, 1), 40 * k, dtype="u1")) for k in range(2)]
    whole = pack([("X.npy", values)])
    yield "truncated.npz", whole[:-30]
    yield "damaged.npz", whole[:180] + b"\xff" + whole[181:]
    yield "which-array.npz", pack([("a.npy", values), ("b.npy", values)])
    yield "class-missing.tar", tar([("0.png", pixels[0]), ("0.cls", b"3"),
                                    ("1.png", pixels[1])])
    yield "short-batch.tar", tar([("data_batch_1.bin", bytes(3072))])


def write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)


def main(source, target):
    lines = ["name\tformat\tshape\torigin\tlicence\tsha256"]
    files = list(sound(source))
    for make in (arrays, texts, others, pictures, archives):
        files += [("broken/" + name, content, "broken", "-", BROKEN, OURS)
                  for name, content in make()]
    for name, content, kind, shape, origin, licence in files:
        write(os.path.join(target, name), content)
        lines.append("\t".join((name, kind, shape, origin, licence,
                                hashlib.sha256(content).hexdigest())))
    write(os.path.join(target, "MANIFEST.tsv"),
          ("\n".join(lines) + "\n").encode())


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: make_datasets.py SOURCE DATASETS")
    main(sys.argv[1], sys.argv[2])
