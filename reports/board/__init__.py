"""The board: figures already made, put together as a leader reads them in two minutes."""
