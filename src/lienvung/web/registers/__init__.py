"""Every register from its definition: lists, figures, forms, record pages, merging, and adding a register."""
