"""Tables that become records of any register: read them, understand their columns and cells, plan what they change."""
