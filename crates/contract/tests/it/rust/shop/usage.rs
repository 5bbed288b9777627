use super::db::prelude::*;
use super::db::{Customer, NewCustomer, sql};

async fn example(mut client: tokio_postgres::Client, new: NewCustomer) -> Result<(), sql::Error> {
    let row = new.insert(&client).await?;
    let found = Customer::by_id(row.id.clone()).find(&client).await?;
    let page = Customer::find()
        .filter(Customer::ID.ne(row.id.clone()))
        .order(Customer::ID.asc())
        .with(Customer::REFERRER)
        .page(&client, 20)
        .await?;
    let transaction = client.transaction().await?;
    Customer::by_id(row.id.clone()).update(&transaction, [Customer::NAME.set("…")]).await?;
    Customer::by_id(row.id.clone()).delete(&transaction).await?;
    transaction.commit().await?;
    Ok(())
}
