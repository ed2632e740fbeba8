"""Commands across kinds: their words, and where each of them is made."""

from __future__ import annotations

from collections.abc import Mapping

from repairctl.cli.commands import Makers
from repairctl.cli.later import later
from repairctl.model import Label

COMMANDS: tuple[tuple[Label, str], ...] = (
    (Label("init", "开办"), "small_verbs.init_verb"),
    (Label("demo", "练习"), "demo.demo_verb"),
    (Label("today", "今天"), "today.today_verb"),
    (Label("check", "检查"), "check_verb.check_verb"),
    (Label("explain", "说明"), "small_verbs.explain_verb"),
    (Label("due", "到期"), "due.due_verb"),
    (Label("show", "查看"), "small_verbs.show_verb"),
    (Label("find", "查找"), "find_verb.find_verb"),
    (Label("diff", "比较"), "diff_verb.diff_verb"),
    (Label("undo", "退一步"), "undoing.undo_verb"),
    (Label("redo", "恢复退回的"), "undoing.redo_verb"),
    (Label("money", "账"), "money_verbs.family"),
    (Label("policy", "规定"), "policy_verbs.family"),
    (Label("template", "模板"), "template_verbs.family"),
    (Label("rule", "规则"), "rule_verb.rule_verb"),
    (Label("schema", "结构"), "schema_verb.schema_verb"),
    (Label("verify", "核验"), "verify_verb.verify_verb"),
    (Label("hook", "钩子"), "hook_verb.family"),
    (Label("doctor", "体检"), "doctor_verb.doctor_verb"),
    (Label("maintain", "保养"), "maintain_verb.maintain_verb"),
    (Label("audit", "审计"), "audit_verb.audit_verb"),
    (Label("seal", "封存"), "seal_verb.seal_verb"),
    (Label("calendar", "日历"), "calendar_verbs.family"),
    (Label("me", "本人"), "small_verbs.me_verb"),
    (Label("completion", "补全"), "completing.completion_verb"),
    (Label("help", "帮助"), "help_verb.help_verb"),
)
LABELS: Mapping[str, Label] = {label.en: label for label, _ in COMMANDS}


def makers() -> Makers:
    """How each command across kinds is made, by its name."""
    return {label.en: later(place) for label, place in COMMANDS}
