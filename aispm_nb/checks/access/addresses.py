"""SQL expressions that read a web address as its receiver would: its host, and how far it reaches.

Hosts written as a number (``2130706433``, ``0x7f000001``) are addresses in disguise, and count as private.
"""

from __future__ import annotations


def host(url: str) -> str:
    """The host of ``url``, lower case; '' when it has none. What stands before an '@' is a user, not the host."""
    return rf"lower(regexp_extract(trim({url}), '^[A-Za-z][A-Za-z0-9+.\-]*://(?:[^/?#]*@)?(\[[^\]]*\]|[^/?#:]*)', 1))"


def plain_http(url: str) -> str:
    """Whether ``url`` leaves this machine without encryption."""
    return f"(starts_with(lower(trim({url})), 'http://') AND {reach(url)} <> 'loopback')"


def reach(url: str) -> str:
    """'link-local', 'loopback', 'private', or 'public' for an address that needs no inside."""
    return rf"""(CASE
        WHEN regexp_matches({host(url)}, '^(169\.254\.|\[fe[89ab]|\[::ffff:(169\.254|a9fe)|metadata\.google\.internal$|metadata$)')
            THEN 'link-local'
        WHEN regexp_matches({host(url)}, '^(localhost$|.*\.localhost$|127\.|0\.0\.0\.0$|0$|\[::1?\]$|\[::ffff:(127\.|7f))')
            THEN 'loopback'
        WHEN regexp_matches({host(url)}, '^(10\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.)[0-9.]+$')
          OR regexp_matches({host(url)}, '^(\[f[cd]|\[::ffff:|[0-9]+$|0x[0-9a-f.x]+$)')
          OR regexp_matches({host(url)}, '\.(local|localdomain|internal|intranet|lan|home\.arpa)\.?$')
          OR regexp_matches({host(url)}, '^[a-z0-9_-]+$')
            THEN 'private'
        ELSE 'public' END)"""
