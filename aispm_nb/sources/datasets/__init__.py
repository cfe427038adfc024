"""The rows behind data sets as a source: what they hold and which of them are suspicious. Read, never written."""

from .collect import collect_datasets as collect_datasets
