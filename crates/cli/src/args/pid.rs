//! Processes by their numbers.

/// The number of a process.
pub(crate) fn pid(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(0) => Err("no process has this number".to_owned()),
        Ok(pid) => Ok(pid),
        Err(_) => Err("not the number of a process, which `pgrep NAME` or \
                       `residue top` tells"
            .to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_named_by_its_number() {
        assert_eq!(pid("4711"), Ok(4711));
        for text in ["", "redis", "-1", "4294967296", "1.5"] {
            let said = pid(text).unwrap_err();
            assert!(said.contains("`pgrep NAME`"), "{text}: {said}");
        }
        assert!(pid("0").is_err());
    }
}
