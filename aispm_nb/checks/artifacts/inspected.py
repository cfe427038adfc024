"""Questions over what inspecting the files told: which model folders hold a file of some formats with some verdict."""

from __future__ import annotations

PICKLES = "'pickle', 'joblib', 'torch', 'npy', 'npz', 'dill', 'pth', 'torchscript', 'pt2'"
ARCHIVES = "'zip', 'tar', 'gzip', 'bz2', 'xz', 'lzma', 'zlib', 'zfile', 'lz4', 'zstd', '7z', 'nested', 'member'"


def question(formats: str, verdict: str, where: str = "true") -> str:
    """A rule's SQL: fails for a model folder that holds a file of ``formats`` with ``verdict`` (and ``where``).

    Folders without such a file are not asked about; one whose file could not be looked into is not assessed. A container
    repeats what its worst member says, so the innermost file speaks.
    """
    return f"""
    WITH asked AS (SELECT * FROM inspected WHERE format IN ({formats})),
    hit AS (SELECT * FROM asked WHERE verdict = '{verdict}' AND ({where})),
    told AS (SELECT * FROM hit h WHERE NOT EXISTS (
        SELECT 1 FROM hit o WHERE o.location = h.location AND starts_with(o.path, h.path || '!/'))),
    looked AS (
        SELECT location, min(why) FILTER (verdict = 'not-assessed') AS missed FROM asked GROUP BY location)
    SELECT m.asset, t.path AS file, t.why, array_to_string((t.dangerous || t.unknown)[:5], ', ') AS names,
           CASE WHEN t.path IS NOT NULL THEN true WHEN l.missed IS NULL THEN false END AS fails, l.missed AS reason,
           t.path || ' of ' || m.label || ': ' || t.why AS says
    FROM model_folders m JOIN looked l ON l.location = m.location
    LEFT JOIN told t ON t.location = m.location"""
