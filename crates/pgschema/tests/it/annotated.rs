//! The script with what each step costs.

use crate::support::migration;
use expect_test::expect;

#[test]
fn each_step_says_what_it_locks() {
    let old = "model User {\n  id Int @id\n  name String?\n  size Int\n}\n";
    let new = r#"
model User {
  id    Int    @id
  name  String
  size  BigInt
  posts Post[]

  @@index([name])
}

model Post {
  id     Int  @id
  userId Int
  user   User @relation(fields: [userId], references: [id])
}
"#;
    expect![[r#"
        -- AlterTable: locks "User" ACCESS EXCLUSIVE; rewrites every row; may fail on rows that are there
        ALTER TABLE "User" ALTER COLUMN "name" SET NOT NULL,
        ALTER COLUMN "size" SET DATA TYPE BIGINT;

        -- CreateTable: locks no table
        CREATE TABLE "Post" (
            "id" INTEGER NOT NULL,
            "userId" INTEGER NOT NULL,

            CONSTRAINT "Post_pkey" PRIMARY KEY ("id")
        );

        -- CreateIndex: locks "User" SHARE; reads every row
        CREATE INDEX "User_name_idx" ON "User"("name");

        -- AddForeignKey: locks "User" SHARE ROW EXCLUSIVE
        ALTER TABLE "Post" ADD CONSTRAINT "Post_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
    "#]].assert_eq(&migration(old, new).annotated_script());
}
