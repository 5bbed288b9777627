use super::db::prelude::*;
use super::db::{OptionModel, NewOptionModel, sql};

async fn example(mut client: tokio_postgres::Client, new: NewOptionModel) -> Result<(), sql::Error> {
    let row = new.insert(&client).await?;
    let found = OptionModel::by_id(row.id.clone()).find(&client).await?;
    let page = OptionModel::find()
        .filter(OptionModel::ID.ne(row.id.clone()))
        .order(OptionModel::ID.asc())
        .with(OptionModel::R)
        .page(&client, 20)
        .await?;
    let transaction = client.transaction().await?;
    OptionModel::by_id(row.id.clone()).update(&transaction, [OptionModel::SELF.set("…")]).await?;
    OptionModel::by_id(row.id.clone()).delete(&transaction).await?;
    transaction.commit().await?;
    Ok(())
}
