//! Names that are something else in Rust, and names that would be the same there.

#[allow(unreachable_pub, reason = "a project's own choice of lints")]
mod db;

#[rustfmt::skip]
#[allow(dead_code, unused_variables, clippy::clone_on_copy, reason = "an example to read")]
mod usage;

use db::sql::Model;

#[test]
fn every_model_keeps_the_name_of_its_table() {
    assert_eq!(db::OptionModel::TABLE.name, "\"opt\"\"ion\"");
    assert_eq!(db::ResultModel::TABLE.columns[1].name, "\"o\"\"k\"");
    assert_eq!(db::VecModel::TABLE.columns[0].name, "\"the id\"");
    assert_eq!(format!("{:?}", db::OptionModel::FOO_BAR2), "\"opt\"\"ion\".\"fooBar2\"");
}

#[test]
fn every_value_of_an_enum_is_another() {
    let labels: Vec<&str> = db::Type::ALL.iter().map(|it| it.label()).collect();
    let expected = ["Self", "the self", "FOO_BAR", "FooBar", "foo_bar", "type", "a1", "a\"s\\ync"];
    assert_eq!(labels, expected);
    assert_eq!("FooBar".parse(), Ok(db::Type::FooBar2));
}
