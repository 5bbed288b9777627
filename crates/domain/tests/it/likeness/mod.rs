//! The population that `examples/likeness` measures.

#[path = "../../../examples/likeness/copies.rs"]
pub(crate) mod copies;
#[path = "../../../examples/likeness/dice.rs"]
pub(crate) mod dice;
#[path = "../../../examples/likeness/pictures.rs"]
pub(crate) mod pictures;
#[path = "../../../examples/likeness/population.rs"]
pub(crate) mod population;
