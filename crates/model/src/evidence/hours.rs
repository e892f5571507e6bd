//! Minutes as hours.

/// Minutes as hours with two decimals and a point, never rounded up: 355 minutes are `5.91`.
pub fn hours(minutes: i64) -> String {
    let minutes = minutes.max(0);
    format!("{}.{:02}", minutes / 60, minutes % 60 * 100 / 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_never_rounded_up() {
        let shown = [0, 1, 59, 60, 355, 495].map(hours);
        assert_eq!(shown, ["0.00", "0.01", "0.98", "1.00", "5.91", "8.25"]);
        assert_eq!(hours(-5), "0.00");
    }
}
