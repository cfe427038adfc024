"""``aispm.check_data(data, label=…)``: which rows of a training set are suspicious, and why."""

from .asked import check_data as check_data
from .report import Report as Report
