from ...vocabulary import Case, Confidence, Rule, Severity, Threat, Undo

RULE = Rule(
    id="webhook-disabled",
    title="Webhook is switched off",
    severity=Severity.INFO,
    confidence=Confidence.HIGH,
    threat=Threat.MONITORING,
    why="What it announced before, such as a new version or a moved alias, now happens unannounced.",
    fix="Enable it with `MlflowClient().update_webhook(id, status='ACTIVE')`, or delete it.",
    undo=Undo.LOST,
    techniques=("AISPM.MONITORING",),
    references=("https://mlflow.org/docs/latest/self-hosting/webhooks",),
    sql="""
    SELECT 'webhooks:/' || w.name AS asset, upper(w.status) = 'DISABLED' AS fails,
           'Webhook ' || w.name || ' is switched off' AS says, w.url,
           (SELECT string_agg(entity || '.' || action, ', ' ORDER BY entity, action) FROM webhook_events e
            WHERE e.webhook_id = w.webhook_id) AS events
    FROM webhooks w WHERE w.deleted_timestamp IS NULL""",
    needs=("webhooks",),
    cases=(
        Case("one off, one on",
             given={"webhooks": [{"webhook_id": "1", "name": "old", "status": "DISABLED"},
                                 {"webhook_id": "2", "name": "new", "status": "ACTIVE"}],
                    "webhook_events": [{"webhook_id": "1", "entity": "model_version", "action": "created"}]},
             fails=("webhooks:/old",), passes=("webhooks:/new",)),
        Case("no status", given={"webhooks": [{"name": "odd"}]}, not_assessed=("webhooks:/odd",)),
    ),
)  # fmt: skip
