"""What people and programs read of a pass: sentences, the terminal table, the JSON document."""
