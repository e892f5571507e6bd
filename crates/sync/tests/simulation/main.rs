//! Simulated groups.

