"""Risk ranks: what a finding reaches along the lineage, how soon to act, and how the whole stands."""
