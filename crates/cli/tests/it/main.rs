mod crash;
mod served;
