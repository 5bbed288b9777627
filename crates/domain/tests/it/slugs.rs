use domain::Slug;
use domain::slug::tag_id;
use expect_test::{Expect, expect};

fn check(name: &str, expected: &Expect) {
    let slug = Slug::from_name(name).map_or("(none)".to_owned(), |slug| slug.to_string());
    let tag = tag_id(name).map_or("(none)".to_owned(), |tag| tag.to_string());
    expected.assert_eq(&format!("slug {slug}, tag {tag}"));
}

#[test]
fn names_become_slugs() {
    check("Ada Quill", &expect!["slug ada-quill, tag ada-quill"]);
    check(
        "  Séraphina — the Élder!! ",
        &expect!["slug seraphina-the-elder, tag seraphina-the-elder"],
    );
    check("R2-D2", &expect!["slug r2-d2, tag r2-d2"]);
    check("ﬁne ½", &expect!["slug fine-1-2, tag fine-1-2"]);
    check("女性", &expect!["slug (none), tag 女性"]);
    check("❤️", &expect!["slug (none), tag (none)"]);
}

#[test]
fn slugs_are_parsed_as_the_contract_checks_them() {
    let say = |text: &str| match Slug::parse(text) {
        Ok(slug) => format!("{slug}\n"),
        Err(error) => format!("{error}\n"),
    };
    let long = "a".repeat(161);
    let said: String = ["a", "a-b", "", "-a", "a-", "A", "a b", &long].map(say).concat();
    expect![[r#"
        a
        a-b
        a slug has at least one character
        a slug starts and ends with a letter or a digit
        a slug starts and ends with a letter or a digit
        a slug is made of a-z, 0-9 and hyphens; `A` is none of them
        a slug is made of a-z, 0-9 and hyphens; ` ` is none of them
        a slug has at most 160 characters, not 161
    "#]]
    .assert_eq(&said);
}

#[test]
fn taken_slugs_get_a_number_and_stay_slugs() {
    let long = Slug::parse(&"a".repeat(160)).expect("a slug");
    assert_eq!(long.numbered(12).as_str().len(), 160);
    assert_eq!(Slug::parse("ada").expect("a slug").numbered(2).as_str(), "ada-2");
}
