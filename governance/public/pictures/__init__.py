"""Pictures that the server draws: where everything stands in them. Plain numbers, without a row, a word or a clock."""
