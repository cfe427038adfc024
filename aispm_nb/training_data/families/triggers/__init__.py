"""Triggers in columns: boxes of values whose rows are labelled against what the rest of each row says.

`search` puts it together: what is `noticed` before labels are asked, values that stand `alone`, boxes that only labels show (`forced`), and
what is left of all of these when models that did not see a box's rows are asked (`exclusion`). `named` makes a `Trigger` of a box.
"""
