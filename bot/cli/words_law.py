"""What `menlian law` says, in Chinese and in English."""

from __future__ import annotations

LAW_WORDS = {
    "law": (
        "看条文登记：哪些到期、用在哪里、改了什么；签字",
        "the register of law: what is due, where it is used; sign",
    ),
    "law what": (
        "条文或流程的名字：看全部；due：到期的；sign 名字：签字；不写：一共多少",
        "a statement or a flow: all of it; due: what is due; sign NAME: sign it; nothing: a summary",
    ),
    "--within": ("due：几天以内到期的也算（默认 30）", "due: near means in so many days (30)"),
    "--since": (
        "从这个 git 版本以来改了的条文和话，印出来给律师看",
        "what changed since this git revision, as a sheet for a lawyer",
    ),
    "law --json": ("给程序用的 JSON", "as JSON"),
    "law_usage": (
        "这样写：menlian law、menlian law due、menlian law 名字、menlian law sign 名字、menlian law --since 版本",
        "like this: menlian law, menlian law due, menlian law NAME, menlian law sign NAME, menlian law --since REV",
    ),
    "law_unknown": ("没有叫 {name} 的条文或流程。{meant}", "no statement and no flow {name}.{meant}"),
    "law_meant": ("是不是 {name}？", " Did you mean {name}?"),
    # -- summary -----------------------------------------------------------------------------------------------------
    "law_count": ("条文 {count} 条", "{count} statements"),
    "law_forces": ("按效力：{names}", "by force: {names}"),
    "law_verified": ("按核对：{names}", "by verification: {names}"),
    "law_unused": ("没有一步用到：{count} 条（{names}）", "shown by no step: {count} ({names})"),
    "law_withheld": ("核实以前不显示：{count} 条", "withheld until verified: {count}"),
    "law_drafts": (
        "签字：条文 {signed}/{count}，流程 {flows_signed}/{flows}；其余都是草稿",
        "signed: {signed}/{count} statements, {flows_signed}/{flows} flows; the rest are drafts",
    ),
    "law_verbs": (
        "还可以：menlian law due　到期的\n"
        "　　　　menlian law 名字　一条的全部、用在哪里\n"
        "　　　　menlian law --since 版本　改了什么，印给律师\n"
        "　　　　menlian law sign 名字　签字（要本人在终端里）",
        "also: menlian law due           what is due\n"
        "      menlian law NAME          one of them, and where it is used\n"
        "      menlian law --since REV   what changed, to print for a lawyer\n"
        "      menlian law sign NAME     sign it (a person, in a terminal)",
    ),
    "verified_text": ("读过原文", "the text was read"),
    "verified_secondary": ("转述，来源待核", "second hand, source unverified"),
    "verified_memory": ("凭记忆，来源待核", "from memory, source unverified"),
    # -- due ---------------------------------------------------------------------------------------------------------
    "due_overdue": ("过了 {days} 天", "{days} days overdue"),
    "due_today": ("今天到期", "due today"),
    "due_soon": ("还有 {days} 天", "in {days} days"),
    "due_unused": ("（没有一步用到）", "(shown by no step)"),
    "due_none": ("{within} 天以内没有到期的", "nothing is due within {within} days"),
    "due_some": (
        "过期 {overdue} 条，{within} 天以内到期 {near} 条",
        "{overdue} overdue, {near} due within {within} days",
    ),
    # -- card --------------------------------------------------------------------------------------------------------
    "c_full": ("全文", "full"),
    "c_force": ("效力", "force"),
    "c_binds": ("约束谁", "binds"),
    "c_words": ("可以说", "may be called"),
    "c_no_words": ("不说违法、违规、有权、不得这些词", "none of 违法 违规 有权 不得"),
    "c_source": ("出处", "source"),
    "c_since": ("施行", "in force since"),
    "c_url": ("网址", "to be read at"),
    "c_verified": ("核对", "verified"),
    "c_as_of": ("核到", "checked as of"),
    "c_review": ("复核", "review by"),
    "c_caveat": ("没说什么", "caveat"),
    "c_danger": ("危险的步", "in danger"),
    "c_danger_yes": ("可以用", "may be shown"),
    "c_danger_no": ("不能用", "may not be shown"),
    "c_only": ("只放卡片", "only on cards"),
    "c_withhold": ("核实前不显示", "withheld until verified"),
    "c_with": ("一起显示", "shown with"),
    "c_signed": ("签字", "signed"),
    "c_uses": ("用在", "shown at"),
    "yes_": ("是", "yes"),
    "signed_draft": ("草稿，没有人签过", "a draft: nobody has signed it"),
    "signed_by": ("{by}，{on}", "{by}, {on}"),
    "signed_broken": (
        "{by} 签过，后来改了：要重新签",
        "signed by {by} and changed since: to be signed again",
    ),
    "signed_withdrawn": ("撤下了", "withdrawn"),
    # -- sheet -------------------------------------------------------------------------------------------------------
    "sheet_title": ("# 请律师看：{since} 以来改了什么", "# For a lawyer: what changed since {since}"),
    "sheet_flow_title": ("# 请律师看：{name}", "# For a lawyer: {name}"),
    "sheet_lead": (
        "{day}　每一处先写旧的，再写新的，下面是它的依据和出处。同意的打勾；不同意的写在旁边。\n"
        "没有打勾、没有签名的，都还是草稿。",
        "{day}  The old words first, then the new, then what they rest on. Tick what is right,\n"
        "write beside what is not. What is not ticked and signed stays a draft.",
    ),
    "sheet_statements": ("## 条文登记", "## The register"),
    "sheet_flow": ("## 流程 {id}　{title}", "## Flow {id}: {title}"),
    "sheet_phrases": ("## 机器人自己的话", "## The bot's own sentences"),
    "sheet_old": ("旧", "old"),
    "sheet_new": ("新", "new"),
    "sheet_gone": ("（没有了）", "(gone)"),
    "sheet_flow_gone": ("这个流程没有了。", "This flow is gone."),
    "sheet_beside": ("旁边没改的", "unchanged beside it"),
    "sheet_rests": ("依据", "rests on"),
    "sheet_no_law": ("没有依据（这一步不说法律）", "no statement (this step does not speak of law)"),
    "sheet_law_moved": ("依据改了：{ids}", "what it rests on has changed: {ids}"),
    "sheet_uses": ("用在：{places}", "shown at: {places}"),
    "sheet_hash": ("签的是这一版：{hash}", "what is signed: {hash}"),
    "sheet_sign": (
        "姓名 ________________　身份 ________________　日期 ____________",
        "name ________________   role ________________   day ____________",
    ),
    "sheet_none": (
        "{since} 以来，借款人读到的话和条文都没有改",
        "nothing that borrowers read has changed since {since}",
    ),
    # -- revisions ---------------------------------------------------------------------------------------------------
    "no_git": (
        "{path} 不在 git 里，看不到以前的版本",
        "{path} is in no git repository: there are no older versions",
    ),
    "no_revision": (
        "git 里没有 {what} 这个版本；可以写 HEAD~5、标签、提交的号",
        "git knows no revision {what}; write HEAD~5, a tag, a commit",
    ),
    "no_dialogs_then": ("{what} 里还没有对话文件", "there were no dialogs at {what}"),
    "old_unreadable": (
        "{what} 的对话文件，现在的程序读不了：",
        "this program cannot read the dialogs of {what}:",
    ),
    # -- sign --------------------------------------------------------------------------------------------------------
    "sign_what": (
        "签哪一个？写：menlian law sign 流程或条文的名字",
        "sign what? Write: menlian law sign NAME",
    ),
    "sign_no_terminal": (
        "签字要本人坐在终端前：不能从文件、管道或程序里来",
        "a person signs, in a terminal: not a file, a pipe or a program",
    ),
    "sign_ci": ("CI 里不能签字：签字的是人", "nobody signs in CI: it takes a person"),
    "sign_errors": (
        "{path} 还有错误，改好了再签（menlian check）：",
        "{path} has errors; mend them before anybody signs (menlian check):",
    ),
    "sign_already": (
        "{name} 已经签了（{by}，{on}），没有改过",
        "{name} is signed ({by}, {on}) and did not change",
    ),
    "sign_ask": (
        "以上是要签的全部。签字的意思是：您逐字看过，认为对，愿意写上名字。不签就按 Ctrl-C。",
        "That is all of it. To sign means: you read every word, hold it to be right, and put your name to it. "
        "Ctrl-C to leave.",
    ),
    "sign_name": ("您的姓名：", "Your name: "),
    "sign_role": (
        "您是谁（律师、法援志愿者……写明单位或执业证号更好）：",
        "Who you are (lawyer, legal aid, … and where): ",
    ),
    "sign_confirm": ("要签，请打一遍 {name}：", "To sign, type {name}: "),
    "sign_empty": ("没写，没有签", "nothing was written; not signed"),
    "sign_differs": ("打的不是 {name}，没有签", "that is not {name}; not signed"),
    "sign_unfit": ("{path} 里找不到写 review 的地方，没有签", "no place for review in {path}; not signed"),
    "sign_edited": (
        "{name} 在您看的时候，对话文件被改了；没有签。看过改后的，再签一次",
        "the dialogs were edited while you read {name}; not signed. Read it as it is now, then sign",
    ),
    "sign_today": ("签字写的是今天：不能用 --today", "a signature bears the day it is made: no --today"),
    "sign_done": (
        "签好了，写进了 {path}：{by}，{on}。改一个字就又是草稿。请提交到 git。",
        "signed, in {path}: {by}, {on}. One edited word makes it a draft again. Commit it to git.",
    ),
    "sign_notice": (
        "借款人看到的那句“还没有律师签字”没有变：全部签完以前它是真的，签完以后请改 dialogs/ 里的那句。",
        "Borrowers still read that no lawyer has signed: true until everything is. Change it in dialogs/ then.",
    ),
}
