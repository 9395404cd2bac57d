//! What stands around every page: its policy, its styles, its theme.

use std::io::{self, Write};

use super::{EARLY, STYLE, hashes};
use crate::format::escaped;

/// The frame of a page, which needs no network: its policy forbids it.
pub struct Shell<'a> {
    /// What the page is of; a text, which may be from elsewhere.
    pub title: &'a str,
    /// What the page is for.
    pub claim: &'static str,
    /// Styles beside those that all pages have.
    pub style: &'a str,
    /// The scripts that may run, beside the one that all pages have.
    pub scripts: &'a [&'a str],
    /// HTML beside the claim.
    pub beside: &'a str,
}

impl Shell<'_> {
    /// Writes all that stands in front of the page's own parts, which then
    /// stand in `main`.
    pub fn open(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut scripts = vec![EARLY];
        scripts.extend(self.scripts);
        let hashes = hashes(&scripts);
        let Shell { claim, style, beside, .. } = self;
        let title = escaped(self.title);
        write!(
            out,
            r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'; script-src {hashes}">
<meta name="color-scheme" content="light dark">
<title>Residue: {title}</title>
<style>
{STYLE}{style}
</style>
<script id="early">{EARLY}</script>
</head>
<body>
<header class="top">
<p class="brand"><b>Residue</b> <span>{claim}</span></p>
{beside}<button id="theme" class="scripted" type="button" title="Light, dark, or as the system has it">Theme</button>
</header>
<main>
"#
        )
    }
}
