"""Which sets make a suite, and how far each has been looked at.

``DEVELOPED`` are the sets that designs were looked at on; ``SEEN`` and ``ALSO_SEEN`` were held out once and have been looked at
since. ``FRESH`` were chosen before anything was known of them and opened when all else was settled, and have been looked at since
too; ``LATER`` likewise after them, and ``LAST`` after those. ``ONCE`` were opened when all of that had been mended, and nothing has
been changed for them.
"""

from __future__ import annotations

DEVELOPED = ("digits", "satimage", "spambase", "magic", "german", "vehicle", "segment", "optdigits")
SEEN = (
    "texture",
    "phoneme",
    "penbased",
    "contraceptive",
    "letter",
    "cells",
    "credit",
    "leaves",
    "mushroom",
    "churn",
    "breast_cancer",
    "health_breaches",
)
ALSO_SEEN = (
    "ring",
    "twonorm",
    "pima",
    "wdbc",
    "ionosphere",
    "vowel",
    "splice",
    "marketing",
    "australian",
    "attrition",
    "spam7",
    "led7digit",
)
FRESH = (
    "page-blocks0",
    "yeast1",
    "chess",
    "movement_libras",
    "mammographic",
    "saheart",
    "email",
    "telephone",
    "computing",
    "diamonds",
    "loans",
    "surveys",
    "storms",
    "juice",
    "caravan",
    "houses",
    "phishing",
    "mnist",
    "tate",
    "drugs",
)
LATER = (
    "crx",
    "tic-tac-toe",
    "yeast3",
    "winequality-red-4",
    "college",
    "hmda",
    "chile",
    "saratoga",
    "hawks",
    "bfi",
    "lending",
    "acs12",
    "flchain",
)
LAST = (
    "wisconsin",
    "sonar",
    "heart",
    "abalone9-18",
    "kddcup-guess_passwd_vs_satan",
    "car-good",
    "stackoverflow",
    "deliveries",
    "hotels",
    "taxi",
    "cards",
    "insured",
    "resumes",
    "accidents",
    "flights",
    "nhefs",
    "wages",
    "panel",
    "doctors",
    "elderly",
)
ONCE = (
    "bands",
    "bupa",
    "housevotes",
    "banana",
    "wine",
    "penguins",
    "births",
    "trainees",
    "colon",
    "males",
    "values",
    "defaults",
    "cars",
    "foods",
    "hitters",
    "proteins",
)
TEXTS = ("reviews", "tweets")
EVERY_TEXT = (*TEXTS, "health_breaches", "tate", "drugs")
