"""Pure parsing: cells, JSON and rows become model values; nothing here does I/O."""
