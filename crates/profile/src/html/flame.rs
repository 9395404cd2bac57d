//! Flame graphs, drawn by inferno.

use std::io;

use inferno::flamegraph::color::{BackgroundColor, Color};
use inferno::flamegraph::{self, Direction, Options, TextTruncateDirection};

use crate::export::{ending_apart, folded_name};
use crate::view::Drawing;

/// A flame graph, taken apart: its script is the same in all of them.
pub(super) struct Flame {
    /// The picture without its script, to stand in an HTML page.
    pub(super) picture: String,
    /// The script that zooms and searches.
    pub(super) script: String,
}

/// The flame graph of a column of `drawing`; `None` if that has nothing.
/// With `old`, another column, widths are those of `column`, and colours tell
/// what became of `old`: red has grown, blue has shrunk.
pub(super) fn of(
    drawing: &Drawing,
    column: usize,
    old: Option<usize>,
    unit: &str,
) -> io::Result<Option<Flame>> {
    if drawing.nodes[0].values[column] == 0 {
        return Ok(None);
    }
    let lines = lines(drawing, column, old);
    let mut options = options(unit);
    let mut out = Vec::new();
    // A flame chart is drawn from the last line to the first.
    let lines = lines.iter().rev().map(String::as_str);
    flamegraph::from_lines(&mut options, lines, &mut out)?;
    let svg = String::from_utf8(out).map_err(io::Error::other)?;
    Ok(Some(apart(&svg)))
}

fn options(unit: &str) -> Options<'static> {
    let mut options = Options::default();
    options.title = String::new();
    options.count_name = unit.to_owned();
    options.direction = Direction::Inverted;
    options.text_truncate_direction = TextTruncateDirection::Right;
    // Colours by name: the same profile gives the same bytes.
    options.deterministic = true;
    // What is drawn was chosen before, and counted.
    options.min_width = 0.0;
    // Lines stand in the order of the tree, in which no branch is torn apart;
    // sorted as text, which inferno asks for else, some would be.
    options.flame_chart = true;
    let paper = Color { r: 250, g: 249, b: 246 };
    options.bgcolors = Some(BackgroundColor::Flat(paper));
    options
}

/// A line for each branch: its own, which is in none of its branches. They
/// stand in the order of the tree, so that branches are not torn apart.
fn lines(drawing: &Drawing, column: usize, old: Option<usize>) -> Vec<String> {
    let nodes = &drawing.nodes;
    let columns: Vec<_> = old.into_iter().chain([column]).collect();
    let mut own: Vec<Vec<u64>> = nodes
        .iter()
        .map(|node| columns.iter().map(|&at| node.values[at]).collect())
        .collect();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (at, node) in nodes.iter().enumerate().skip(1) {
        let parent = node.parent.unwrap_or(0);
        children[parent].push(at);
        for (index, &column) in columns.iter().enumerate() {
            let rest = own[parent][index].saturating_sub(node.values[column]);
            own[parent][index] = rest;
        }
    }
    let mut lines = Vec::with_capacity(nodes.len());
    let mut open = vec![(0, String::new())];
    while let Some((at, above)) = open.pop() {
        let name = folded_name(&nodes[at].label);
        // The whole is drawn by inferno itself.
        let stack = match (at, above.is_empty()) {
            (0, _) => String::new(),
            (_, true) => name,
            (_, false) => format!("{above};{name}"),
        };
        if own[at].iter().any(|value| *value > 0) {
            let values: Vec<_> = own[at].iter().map(u64::to_string).collect();
            let values = values.join(" ");
            lines.push(format!("{} {values}", ending_apart(&stack)));
        }
        for &child in children[at].iter().rev() {
            open.push((child, stack.clone()));
        }
    }
    lines
}

/// Takes the script out of a picture, and what only a file of its own has.
fn apart(svg: &str) -> Flame {
    let svg = svg.find("<svg").map_or(svg, |start| &svg[start..]);
    let (head, rest) = svg.split_once("<script").unwrap_or((svg, ""));
    let (script, tail) = rest.split_once("</script>").unwrap_or(("", rest));
    let script = script.split_once('>').map_or("", |(_, script)| script);
    let script = script.replace("<![CDATA[", "").replace("]]>", "");
    // The page calls it itself: its policy allows no script in attributes.
    let head = head.replacen(" onload=\"init(evt)\"", "", 1);
    Flame { picture: format!("{head}{tail}"), script }
}
