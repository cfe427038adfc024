"""What training rows may come in as. Everything becomes an `Input`: columns of Arrow, counted, sampled and streamed."""

from .open import open_input as open_input
from .source import Input as Input
