//! The findings in sentences.

use super::Diagnosis;
use crate::wording;
use residue_present::{Bytes, share};

/// What is found, a sentence for each who is to blame for something: how much,
/// how it is known, and what gives it back. One of the first if nobody is.
pub fn sentences(of: &Diagnosis) -> Vec<String> {
    let all = of.findings.iter().map(|finding| finding.bytes);
    let all = all.fold(0, u64::saturating_add);
    let blamed = of.findings.iter().filter(|finding| finding.blamed > 0);
    let blamed: Vec<_> = blamed.collect();
    let shown = match blamed.is_empty() {
        true => of.findings.iter().take(1).collect(),
        false => blamed,
    };
    let sentence = |finding: &&crate::findings::Finding| {
        let evidence = finding.evidence.iter().map(wording::evidence);
        let evidence = evidence.collect::<Vec<_>>().join("; ");
        let (bytes, part) = (Bytes(finding.bytes), share(finding.bytes, all));
        let name = finding.verdict.name();
        let advice = wording::advice(finding).unwrap_or_default();
        format!("{name}: {bytes}, {part}: {evidence}. {advice}")
    };
    shown.iter().map(sentence).collect()
}
