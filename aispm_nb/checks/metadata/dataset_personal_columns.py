from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="dataset-personal-columns",
    title="Training data has columns that name personal data",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    threat=Threat.PRIVACY,
    why="A model can give back what it was trained on, and a lawful basis, minimisation and deletion must hold for these columns.",
    fix="Drop or pseudonymise the columns before training, or record the lawful basis on the model.",
    undo=Undo.ADDS,
    techniques=("AISPM.PERSONAL-DATA", "AML.T0024.000"),
    references=("https://gdpr-info.eu/art-5-gdpr/", "https://gdpr-info.eu/art-9-gdpr/"),
    needs=("datasets.dataset_schema",),
    sql="""
    WITH named AS (
        SELECT DISTINCT dataset_asset(name, digest) AS asset, name, unnest(regexp_extract_all(dataset_schema, '"name"\\s*:\\s*"([^"]+)"', 1)) AS "column"
        FROM datasets WHERE dataset_schema LIKE '%"name"%'),
    spelt AS (SELECT *, lower(regexp_replace(regexp_replace("column", '([a-z])([A-Z])', '\\1_\\2', 'g'), '[^A-Za-z0-9]+', '_', 'g')) AS word FROM named),
    personal AS (
        SELECT * FROM spelt WHERE regexp_matches(word, '(^|_)(ssn|social_security(_n(o|umber))?|passport(_n(o|umber))?|iban|credit_card(_n(o|umber))?'
            || '|card_number|e_?mail(_addr(ess)?)?|phone(_n(o|umber))?|mobile_n(o|umber)|telephone|birth_?date|date_of_birth|dob|first_?name|last_?name'
            || '|surname|full_?name|maiden_name|home_address|street(_address)?|postal_address|national_id|tax_id|driver_?licen[cs]e|ip_addr(ess)?'
            || '|medical_record(_n(o|umber))?|patient_name|religion|ethnicity|sexual_orientation|political_opinion|trade_union)$'))
    SELECT d.asset, string_agg(p."column", ', ' ORDER BY p."column") AS columns, count(p."column") > 0 AS fails,
           count(p."column") || ' columns of ' || d.name || ' name personal data: ' || string_agg(p."column", ', ' ORDER BY p."column") AS says
    FROM (SELECT DISTINCT asset, name FROM named) d LEFT JOIN personal p USING (asset) GROUP BY d.asset, d.name""",
    cases=(
        Case("several spellings, and look-alikes",
             given={"datasets": [{"name": "a", "digest": "1", "dataset_schema": '{"mlflow_colspec": [{"type": "string", "name": "BirthDate"}, {"name": "e-mail"}]}'},
                                 {"name": "b", "digest": "2", "dataset_schema": '{"mlflow_colspec": [{"name": "email_count"}, {"name": "streetlight"}, {"name": "age"}]}'}]},
             fails=("datasets:/a@1",), passes=("datasets:/b@2",)),
    ),
)  # fmt: skip
