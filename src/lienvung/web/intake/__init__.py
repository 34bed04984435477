"""Pages through which papers, tables and progress enter: Số hóa, approval, import, progress."""
