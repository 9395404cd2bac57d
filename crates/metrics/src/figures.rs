//! What is known of a process, and which metric each figure of it is: said
//! once, whoever knows them and wherever they are served.

use crate::Metric;

/// What a tracker has counted of a process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// [`Metric::Live`]
    pub live: u64,
    /// [`Metric::PeakLive`]
    pub peak_live: u64,
    /// [`Metric::Allocations`]
    pub allocations: u64,
    /// [`Metric::Frees`]
    pub frees: u64,
    /// [`Metric::Requested`]
    pub requested: u64,
}

impl Counted {
    /// The figure that `metric` is, if it is one of these.
    pub const fn figure(&self, metric: Metric) -> Option<u64> {
        Some(match metric {
            Metric::Live => self.live,
            Metric::PeakLive => self.peak_live,
            Metric::Allocations => self.allocations,
            Metric::Frees => self.frees,
            Metric::Requested => self.requested,
            _ => return None,
        })
    }
}

/// What a named container holds, as far as it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contained {
    /// [`Metric::ContainerLive`]
    pub live: Option<u64>,
    /// [`Metric::ContainerPayload`]
    pub payload: Option<u64>,
    /// [`Metric::ContainerSlack`]
    pub slack: Option<u64>,
    /// [`Metric::ContainerElements`]
    pub elements: Option<u64>,
    /// [`Metric::ContainerCapacity`]
    pub capacity: Option<u64>,
}

impl Contained {
    /// The figure that `metric` is, if it is one of these and known.
    pub const fn figure(&self, metric: Metric) -> Option<u64> {
        match metric {
            Metric::ContainerLive => self.live,
            Metric::ContainerPayload => self.payload,
            Metric::ContainerSlack => self.slack,
            Metric::ContainerElements => self.elements,
            Metric::ContainerCapacity => self.capacity,
            _ => None,
        }
    }
}

impl Metric {
    /// Whether it is a figure of each named container.
    pub const fn is_of_containers(self) -> bool {
        const ALL: Contained = Contained {
            live: Some(0),
            payload: Some(0),
            slack: Some(0),
            elements: Some(0),
            capacity: Some(0),
        };
        ALL.figure(self).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_figure_is_one_metric_and_its_own() {
        let counted = Counted {
            live: 1,
            peak_live: 2,
            allocations: 3,
            frees: 4,
            requested: 5,
        };
        let mut found: Vec<_> =
            Metric::ALL.iter().filter_map(|&of| counted.figure(of)).collect();
        found.sort_unstable();
        assert_eq!(found, [1, 2, 3, 4, 5]);
        let contained = Contained {
            live: Some(1),
            payload: Some(2),
            slack: Some(3),
            elements: Some(4),
            capacity: Some(5),
        };
        let mut found: Vec<_> =
            Metric::ALL.iter().filter_map(|&of| contained.figure(of)).collect();
        found.sort_unstable();
        assert_eq!(found, [1, 2, 3, 4, 5]);
    }

    #[test]
    fn what_is_of_containers_is_named_so() {
        for metric in Metric::ALL {
            let is_named = metric.name().contains("_container_");
            assert_eq!(metric.is_of_containers(), is_named, "{metric:?}");
        }
    }
}
