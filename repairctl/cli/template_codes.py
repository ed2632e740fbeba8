"""The codes of `template check`: what each is about and how it is mended. Only words."""

from __future__ import annotations

from repairctl.model import Label

_MEND = Label("Mend the line: repairctl template edit DOCUMENT", "改正该行：repairctl template edit 单据")

TOLD: tuple[tuple[str, str, str, str, Label], ...] = (
    ("TEMPLATE-BROKEN", "error", "A template that cannot be printed.",
     "模板不能打印。", _MEND),
    ("TEMPLATE-UNKNOWN-NAME", "error", "A template names a value that the document does not have.",
     "模板用了该单据没有的值。", _MEND),
    ("TEMPLATE-UNSAFE", "error", "What people type would get into the page as markup.",
     "输入的文字会当作标记进入页面。", Label("Leave out |safe; in a style sheet write |css.", "去掉 |safe；样式表中用 |css。")),
    ("TEMPLATE-FETCHES", "error", "A template asks for something outside itself.",
     "模板要取用自身以外的内容。",
     Label("Put the picture into the template as data:image/png;base64,…", "把图片以 data:image/png;base64,… 写进模板。")),
    ("TEMPLATE-NO-PAGE", "error", "A template does not say on what paper it is printed.",
     "模板未写明纸张。", Label("Write @page, or use the style of the house.", "写 @page，或采用公用样式。")),
    ("TEMPLATE-FONT", "warning", "A template uses a font that is not shipped.",
     "模板用了未随程序提供的字体。", Label("Use Repairctl Sans SC.", "改用 Repairctl Sans SC。")),
    ("TEMPLATE-NO-SAMPLE", "info", "There is no sample with which the template could be tried.",
     "没有可用来试排该模板的样例。", Label("Nothing is to be done.", "无须处理。")),
)  # fmt: skip
