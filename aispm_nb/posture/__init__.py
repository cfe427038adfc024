"""The posture: what is known of one registry at one moment."""

from .frozen import Posture as Posture
