use std::fmt::Write;

/// The line a program writes when it has reached its peak, and keeps, say in
/// a ring of recent messages. Exactly `length` bytes on the heap.
///
/// It is as long as the values it follows. So the allocator places it as it
/// would one more value: above the last one, not in some hole of another size
/// that was left over below them. There it keeps the freed values from being
/// the top of the heap, which glibc would give back by itself.
pub(crate) fn log_line(elements: u64, length: usize) -> String {
    let mut line = String::with_capacity(length);
    write!(line, "peak reached with {elements} elements ")
        .expect("writing to a string cannot fail");
    line.truncate(length);
    while line.len() < length {
        line.push('.');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::log_line;

    #[test]
    fn occupies_exactly_the_length_asked_for() {
        for elements in [1, u64::MAX] {
            let line = log_line(elements, 128);
            assert_eq!((line.len(), line.capacity()), (128, 128));
        }
    }
}
