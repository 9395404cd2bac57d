//! Text of a tool within Markdown.

/// `text` in a fence that nothing in it can close.
pub fn fenced(text: &str, kind: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    let end = if text.ends_with('\n') { "" } else { "\n" };
    format!("{fence}{kind}\n{text}{end}{fence}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_longer_than_any_in_the_text() {
        assert_eq!(fenced("a\n", "text"), "```text\na\n```\n");
        assert_eq!(fenced("a ```` b", "json"), "`````json\na ```` b\n`````\n");
    }
}
