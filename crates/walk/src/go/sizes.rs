//! Sizes that objects come in.

/// Bytes of a page of Go's.
pub(super) const PAGE: u64 = 8 << 10;

/// Sizes by class; class 0 is of one large object.
const SIZES: [u64; 68] = [
    0, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224,
    240, 256, 288, 320, 352, 384, 416, 448, 480, 512, 576, 640, 704, 768, 896,
    1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456,
    4096, 4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880,
    12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264,
    28672, 32768,
];

/// Bytes of the objects of a class; `None` where there is no such class, or
/// the span's pages tell.
pub(super) fn of(class: u8) -> Option<u64> {
    SIZES.get(usize::from(class)).copied().filter(|size| *size > 0)
}

/// Whether objects of so many bytes come in classes.
pub(super) fn is_small(size: u64) -> bool {
    SIZES.last().is_some_and(|largest| size <= *largest)
}
