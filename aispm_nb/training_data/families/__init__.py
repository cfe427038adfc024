"""One file a family of checks (label, backdoor, outlier, duplicate): each has one score, with a null made from the data."""
