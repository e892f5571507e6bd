//! Writes the seeds of a target into a folder, for `scripts/fuzz`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let (Some(name), Some(folder)) = (args.next(), args.next()) else {
        return Err(std::io::Error::other("which target, and into which folder"));
    };
    let target = kring_fuzz::named(&name);
    let target = target.ok_or_else(|| std::io::Error::other("there is no such target"))?;
    for (number, seed) in (target.seeds)().into_iter().enumerate() {
        std::fs::write(Path::new(&folder).join(format!("seed-{number}")), seed)?;
    }
    Ok(())
}
