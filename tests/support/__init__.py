"""What tests share: a clock that is set by hand, factories, strategies, databases."""
