//! Markdown, read as GitHub reads it. The tests of other crates have it too,
//! each to read what it describes.

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};

/// What a name from elsewhere might make a reader see, or do.
pub(crate) const HOSTILE: &str = "x|y`z\n\n# h\n</details><script>alert(1)\
    </script><!-- --> @someone #12 GH-12 https://evil.example \
    www.evil.example me@evil.example ![i](j) [l](m) **b** _i_ ~~s~~ &amp; \
    &lt; :tada: $x$ a/b#3 \\| \\";

/// Characters that GitHub takes as a comment.
const COMMENT: usize = 65_536;

/// Markdown as GitHub reads it.
fn as_on_github() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options
}

/// What `check` says of each node of `text`, as GitHub reads it.
pub(crate) fn each_node<T>(
    text: &str,
    check: impl Fn(&NodeValue) -> Option<T>,
) -> Vec<T> {
    let arena = Arena::new();
    let root: &AstNode<'_> = parse_document(&arena, text, &as_on_github());
    let nodes = root.descendants();
    nodes.filter_map(|node| check(&node.data.borrow().value)).collect()
}

/// Asserts that nothing in `text` is what only a hostile name would make it,
/// and that what should be folded is.
pub(crate) fn assert_tame(text: &str) {
    assert!(text.len() <= COMMENT, "{} bytes", text.len());
    let odd = each_node(text, |node| match node {
        NodeValue::Link(link) | NodeValue::Image(link) => {
            Some(format!("link to {}", link.url))
        }
        // Breaks a line in a cell.
        NodeValue::HtmlInline(html) if html == "<br>" => None,
        NodeValue::HtmlInline(html) => Some(format!("inline {html}")),
        NodeValue::Strikethrough | NodeValue::Emph => {
            Some("emphasis".to_owned())
        }
        NodeValue::BlockQuote | NodeValue::ThematicBreak => {
            Some("a block".to_owned())
        }
        NodeValue::Heading(heading) if heading.level < 3 => {
            Some("a heading".to_owned())
        }
        _ => None,
    });
    assert_eq!(odd, Vec::<String>::new(), "{text}");
    let html = each_node(text, |node| match node {
        NodeValue::HtmlBlock(block) => Some(block.literal.clone()),
        _ => None,
    });
    let (mut open, mut closed) = (0, 0);
    for block in html {
        match block.trim_end() {
            "</details>" => closed += 1,
            block => {
                assert_title(block);
                open += 1;
            }
        }
        assert!(closed <= open, "{text}");
    }
    assert_eq!(open, closed, "{text}");
}

/// Asserts that a fold opens with its title, and with no other HTML.
fn assert_title(block: &str) {
    let title = block
        .strip_prefix("<details>\n<summary>")
        .and_then(|rest| rest.strip_suffix("</summary>"));
    let title = title.unwrap_or_else(|| panic!("unexpected: {block}"));
    let bare = title.replace("<code>", "").replace("</code>", "");
    assert!(!bare.contains(['<', '>', '\n']), "{block}");
}

/// Of each table its columns, by the widest of its rows.
pub(crate) fn columns(text: &str) -> Vec<usize> {
    let arena = Arena::new();
    let root: &AstNode<'_> = parse_document(&arena, text, &as_on_github());
    let is_table = |node: &&AstNode<'_>| {
        matches!(node.data.borrow().value, NodeValue::Table(_))
    };
    root.descendants()
        .filter(is_table)
        .map(|table| {
            let rows = table.children().map(|row| row.children().count());
            rows.max().unwrap_or(0)
        })
        .collect()
}

/// Lines of `text` that look like rows of a table, outside of fences.
pub(crate) fn rows(text: &str) -> usize {
    text.lines().filter(|line| line.starts_with("| ")).count()
}

/// Rows that GitHub finds.
pub(crate) fn rows_found(text: &str) -> usize {
    let found = each_node(text, |node| {
        matches!(node, NodeValue::TableRow(_)).then_some(())
    });
    found.len() + columns(text).len()
}
