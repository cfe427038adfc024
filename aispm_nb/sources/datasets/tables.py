"""What checking the rows of a data set told. Measurements; what they mean is for the rules in `checks/data`."""

from __future__ import annotations

from ...vocabulary import Table, columns

TRAINING_SETS = Table(
    "training_sets",
    "A data set whose rows were looked for: state is checked, partial, absent or unread, with the reason and next move. "
    "wrong_labels are rows whose label is wrong with a chance of 0.8 or more.",
    columns("asset, name, state, reason, path, seen, sha256, digest_now, rows BIGINT, scored BIGINT, columns BIGINT, label, classes BIGINT,"
            "wrong_labels BIGINT rows,"
            "alert_rate DOUBLE share, filter_rate DOUBLE share"),
    history=True,
)  # fmt: skip

ROW_FAMILIES = Table(
    "row_families",
    "A family of checks over one data set: rows at or above the alert and the filter threshold, the most suspicious rows first; "
    "reason says why it was not assessed. Of the family label, unsure is the share of rows whose label is likelier wrong than right, "
    "and doubt how far more labels look wrong than if they were drawn from what the rest of the rows says: 1 from 2.2 times as many.",
    columns("asset, family, reason, alerts BIGINT rows, strong BIGINT rows, named BIGINT rows, unsure DOUBLE share, doubt DOUBLE share,"
            "worst BIGINT[]"),
)  # fmt: skip

TRIGGERS = Table(
    "triggers",
    "What rows of one label have in common against what the rest of them says: the trigger of a backdoor.",
    columns("asset, says, label, rows BIGINT, share DOUBLE share, evidence DOUBLE nats, first BIGINT[]"),
)

TRAINING_COLUMNS = Table(
    "training_columns",
    "A column of a data set; kind is number, category, pixel, text, label or left out (reason). Where it changes most along the "
    "order of the rows: a change from row drift_at on that stays (shape is gradual or break), or a batch of rows drift_at to "
    "drift_until; of a category the value whose share changes; drift_p is times all that was tested.",
    columns("asset, name, kind, reason, missing BIGINT rows, infinite BIGINT rows, constant BOOLEAN,"
            "drift DOUBLE size, drift_p DOUBLE probability, drift_shape, drift_value, drift_at BIGINT row, drift_until BIGINT row,"
            "rises BOOLEAN"),
)  # fmt: skip

TRAINING_REPEATS = Table(
    "training_repeats",
    "Rows of a data set that repeat others: kind is conflict (equal in every column and of another label, where chance makes no rows "
    "equal), coarse (the same where it does), copy (equal in every column, where it does not, whatever the label), or text (at least four "
    "others with nearly the same words). The labels of those that they equal, the first rows.",
    columns("asset, kind, rows BIGINT rows, labels VARCHAR[], first BIGINT[]"),
)

TRAINING_SHIFTS = Table(
    "training_shifts",
    "A column of a data set against an earlier version of the set: population stability index, Kolmogorov-Smirnov and energy "
    "distance, the value whose share of the rows changed most and by how much; of all columns together (name says so) how well a "
    "classifier tells the two apart (auc, 0.5 is not at all). p is the probability of as much by chance, times the tests made.",
    columns("asset, earlier, name, psi DOUBLE, ks DOUBLE, energy DOUBLE, share DOUBLE share, value, auc DOUBLE,"
            "p DOUBLE probability"),
)  # fmt: skip

TRAINING_OVERLAPS = Table(
    "training_overlaps",
    "Rows of a training set that stand in a set that models trained on it are evaluated on.",
    columns("asset, evaluation, rows BIGINT, share DOUBLE share, first BIGINT[]"),
)

TRAINING_VALUES = Table(
    "training_values",
    "Personal data or secrets in a column: sort is personal or secret. The values themselves are not kept.",
    columns("asset, name, sort, kind, rows BIGINT, first BIGINT[]"),
)

# In the order in which they are filled.
MEASURED = (
    TRAINING_SETS,
    ROW_FAMILIES,
    TRIGGERS,
    TRAINING_COLUMNS,
    TRAINING_VALUES,
    TRAINING_REPEATS,
    TRAINING_SHIFTS,
    TRAINING_OVERLAPS,
)
