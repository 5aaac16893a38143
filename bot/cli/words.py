"""What the commands say, in Chinese and in English. The bot's own sentences are in dialogs/phrases.yaml, not here."""

from __future__ import annotations

from bot.cli.words_law import LAW_WORDS

WORDS = {
    **LAW_WORDS,
    # -- help --------------------------------------------------------------------------------------------------------
    "usage": ("用法：", "usage: "),
    "about": (
        "门链：催收上门时，陪在借款人身边的聊天机器人。",
        "Menlian: a chatbot that stands beside borrowers when a debt collector comes to the door.",
    ),
    "help": ("显示这段说明", "show this help"),
    "options": ("选项", "options"),
    "positionals": ("参数", "arguments"),
    "verbs": ("命令", "commands"),
    "verb": ("命令", "COMMAND"),
    "chat": ("在终端里和机器人对话", "talk with the bot in this terminal"),
    "check": ("检查 dialogs/ 里有没有错", "look through dialogs/ for mistakes"),
    "test": ("跑对话测试（tests/transcripts）", "run the conversations that are tests (tests/transcripts)"),
    "route": ("看一句话会去哪个流程", "where a message would go"),
    "understand": ("看听懂了多少", "how much is understood"),
    "TEXT": ("要看的话；不写就从输入一行一句地读", "the message; none: one a line from stdin"),
    "route --json": ("一句一行 JSON", "a line of JSON for each"),
    "report": ("准确率、混淆、最差的几对", "accuracy, confusion and the worst pairs"),
    "understand FILE": (
        "标好主题的话，一行一个 JSON（text、intent、also、urgent）；不写就用例句互相检验",
        "labelled messages, a line of JSON each (text, intent, also, urgent); none: the examples, held out",
    ),
    "--folds": (
        "例句分几份轮流检验；0 是一句一句地（很慢）",
        "into how many parts the examples are split; 0: one at a time (slow)",
    ),
    "report_folds": (
        "例句分 {folds} 份，每份由没见过它的模型来认：",
        "The examples in {folds} parts, each routed by a model that never saw it:",
    ),
    "report_accepted": ("主题可以接受", "topic accepted"),
    "report_right": ("主题完全对", "topic right"),
    "report_sure": ("有把握的里面对的", "right where it was sure"),
    "report_kept_out": ("不归这里管的认出来", "out of scope kept out"),
    "report_urgent": ("急的认出来", "urgent recognised"),
    "report_alarms": ("不急的误报", "false alarms"),
    "report_topics": ("按主题（可以接受的 / 一共）：", "By topic (accepted / all):"),
    "report_confused": ("最常混的（本来是 → 当成了）：", "Most often confused (meant → taken for):"),
    "report_worst": ("错得最有把握的：", "Wrong and surest of it:"),
    "not_labelled": (
        "{path} 第 {line} 行不是标好的话（要有 text 和 intent）",
        "{path}, line {line}: no labelled message (text and intent are needed)",
    ),
    "graph": ("把一个流程画成 Mermaid 图", "draw a flow as a Mermaid chart"),
    "new": ("新建一个流程文件，带说明", "begin a new flow with a commented file"),
    "serve": ("接上聊天渠道，长期运行", "connect the channels and stay"),
    "health": ("看正在运行的服务是否正常（0 正常）", "whether the running service is well (0 is well)"),
    "version": ("显示版本", "show the version"),
    "--lang": (
        "这个命令说什么语言；chat 里是机器人说什么语言",
        "the language of this command; of the bot in chat",
    ),
    "--dialogs": ("对话文件夹（默认 dialogs/）", "the folder of the dialogs (default dialogs/)"),
    "--db": (
        "把对话存进这个 SQLite 文件（默认只在内存里）",
        "keep the chat in this SQLite file (default: in memory)",
    ),
    "--user": ("以谁的身份聊（默认 u1）", "who is chatting (default u1)"),
    "--now": ("从这个时间开始，例如 2026-11-23T20:10", "the time it starts at, e.g. 2026-11-23T20:10"),
    "--profile": ("按哪个渠道的样子显示", "show it as this channel would"),
    "--json": (
        "给程序用：每行一个 JSON，进一行出一行",
        "for programs: a JSON object a line, one line out for each",
    ),
    "--save": ("结束时把这段对话存成测试", "keep this chat as a test when it ends"),
    "--format": ("结果的格式", "the form of the findings"),
    "--fix": ("能自动改好的就改好", "mend what can be mended by itself"),
    "--watch": ("文件一改就重新检查", "check again whenever a file changes"),
    "--release": ("发布前：过了复核日期算错误", "for a release: past its review is an error"),
    "--today": ("今天是哪天（默认真实日期）", "what day it is (default: today)"),
    "--against": ("和存着的对话比：谁会被挪到哪一步", "against stored chats: who would be moved where"),
    "PATH": ("文件或文件夹（默认 tests/transcripts）", "files or folders (default tests/transcripts)"),
    "--update": (
        "把机器人现在说的写进测试（CI 里不行）",
        "write what the bot says now into the tests (not in CI)",
    ),
    "--generate": ("为没走到的路自动写测试", "write tests for the paths nobody walked"),
    "--no-coverage": ("不看覆盖率", "do not look at coverage"),
    "-v": ("逐个列出", "name each"),
    "FLOW": ("流程的名字", "the name of the flow"),
    # -- dialogs -----------------------------------------------------------------------------------------------------
    "no_folder": (
        "没有这个文件夹：{path}。写对放对话的文件夹（menlian chat 用 --dialogs，menlian check 直接写在后面）",
        "no such folder: {path}. Name the folder of the dialogs (chat: --dialogs; check: behind it)",
    ),
    "no_files": (
        "{path} 里没有 .yaml 文件。用 --dialogs 指到放对话的文件夹，或用 menlian new 新建一个流程",
        "no .yaml file in {path}. Name the folder with --dialogs, or begin a flow with menlian new",
    ),
    "unreadable": ("读不了 {path}：{why}", "cannot read {path}: {why}"),
    "refused": (
        "对话文件有错，先改好再来（menlian check 看全部）：",
        "the dialogs have mistakes; mend them first (menlian check lists all):",
    ),
    # -- chat --------------------------------------------------------------------------------------------------------
    "welcome": (
        "（门链模拟器　打字或打数字；:help 看测试命令，:quit 结束）",
        "(Menlian simulator: type words or numbers; :help for the tester's commands, :quit to end)",
    ),
    "commands": ("测试命令：", "Commands:"),
    "unknown_command": ("没有这个命令：{name}", "no such command: {name}"),
    ":help": ("这张表", "this list"),
    ":where": ("现在在哪一步", "which step it stands at"),
    ":vars": ("已经知道的变量", "what is known"),
    ":stack": ("流程一层一层", "the flows, one above the other"),
    ":back": ("[N]　退回 N 句（默认 1）", "[N]  N turns back in time (1)"),
    ":goto": ("flow.node [变量=值 …]　直接站到那一步", "flow.node [name=value …]  stand at that step"),
    ":reload": ("重读对话文件，把这段对话重走一遍", "read the dialogs again and replay this chat on them"),
    ":wait": ("2h　让时间过去（30m、1d、半小时）", "2h  let time pass (30m, 1d)"),
    ":lang": ("zh-Hans|zh-Hant|en　换语言", "zh-Hans|zh-Hant|en  another language"),
    ":profile": (
        "plain|telegram|wechat　换个渠道的样子",
        "plain|telegram|wechat  as another channel shows it",
    ),
    ":save": ("文件　存成一个测试", "FILE  keep this chat as a test"),
    ":save-letter": (
        "[文件夹]　存下刚才的附件；没有附件，就把要发的话存成 .docx",
        "[FOLDER]  keep the last attachment, or the last text to send as a .docx",
    ),
    "no_letter": ("还没有要发出去的话", "nothing to send was shown yet"),
    ":restart": ("从头开始，什么都不记得", "from the beginning, knowing nothing"),
    ":quit": ("结束", "end"),
    "nowhere": ("还没开始", "not begun"),
    "nothing_known": ("什么都还不知道", "nothing is known"),
    "went_back": ("（退回 {count} 句）", "({count} turns back)"),
    "at_beginning": ("已经在开头了", "this is the beginning"),
    "goto_usage": (
        "这样写：:goto visit_at_door.rights 变量=值",
        "like this: :goto visit_at_door.rights name=value",
    ),
    "goto_unknown": (
        "没有这一步，或变量的值读不懂：{what}",
        "no such step, or a value that cannot be read: {what}",
    ),
    "near": ("相近的：{names}", "near: {names}"),
    "reloaded": ("（重读了对话，重走 {count} 句）", "(read again, {count} turns replayed)"),
    "reload_refused": (
        "（对话文件有错，还用原来的）",
        "(mistakes in the dialogs: the ones before stay in use)",
    ),
    "waited": ("（过了 {span}，现在 {now}）", "({span} later: {now})"),
    "wait_usage": ("这样写：:wait 2h（30m、1d、半小时）", "like this: :wait 2h (30m, 1d)"),
    "choose_one": ("可以是：{names}", "one of: {names}"),
    "now_lang": ("（语言：{name}）", "(language: {name})"),
    "now_profile": ("（渠道：{name}）", "(channel: {name})"),
    "saved": (
        "（存到 {path}；第一行写上为什么有这个测试）",
        "(kept in {path}; say in its first line why the test exists)",
    ),
    "kept_letter": ("（存到 {path}）", "(kept in {path})"),
    "save_usage": ("这样写：:save tests/transcripts/名字.txt", "like this: :save tests/transcripts/name.txt"),
    "not_saved": ("存不了 {path}：{why}", "cannot write {path}: {why}"),
    "why_here": ("为什么有这段：", "why this test exists: "),
    "trouble": ("（这一句出了意外：{what}）", "(something unforeseen: {what})"),
    # -- check -------------------------------------------------------------------------------------------------------
    "counts": (
        "{files} 个文件，{flows} 个流程，{steps} 步，{seconds} 秒",
        "{files} files, {flows} flows, {steps} steps, {seconds} s",
    ),
    "explored": ("走遍 {states} 种状态，{turns} 句", "explored {states} states in {turns} turns"),
    "findings": ("{errors} 个错误，{warnings} 个提醒", "{errors} errors, {warnings} warnings"),
    "fine": ("没有错", "no errors"),
    "more_may_follow": (
        "先改好这些：文件读不懂的时候，路、用词、法律和安全都还没查，改好后再查一遍，可能还有",
        "mend these first: paths, wording, law and safety were not looked at, so more may follow",
    ),
    "not_explored": (
        "有错误，所以还没把每条路走一遍；改好后再查一遍，可能还有",
        "with these errors not every path was walked, so more may follow",
    ),
    "fixed": ("改好了 {count} 处：{files}", "mended {count} places in {files}"),
    "not_fixed": ("没有能自动改的", "nothing that can be mended by itself"),
    "watching": ("（看着 {path}，改了就再查；Ctrl-C 结束）", "(watching {path}; Ctrl-C ends)"),
    "against_none": (
        "没有存着的对话要挪动（看了 {count} 个）",
        "no stored chat would be moved ({count} looked at)",
    ),
    "against_some": (
        "{count} 个存着的对话里，有 {moved} 个会被挪动：",
        "of {count} stored chats, {moved} would be moved:",
    ),
    "against_line": ("  {count:>6} 人  {old} → {new}", "  {count:>6} people  {old} → {new}"),
    "against_gone": ("  没有了的步：{old} → {new}", "  step gone: {old} → {new}"),
    "against_what": (
        "{what} 不是数据库、文件夹，也不是 git 版本",
        "{what} is no database, no folder and no git revision",
    ),
    "unreadable_sessions": ("{count} 个存着的对话读不了", "{count} stored chats cannot be read"),
    # -- test --------------------------------------------------------------------------------------------------------
    "no_transcripts": ("{path} 里没有 .txt 对话", "no .txt transcript in {path}"),
    "passed": (
        "{count} 段对话都对上了（每段走三遍），{seconds} 秒",
        "{count} transcripts pass, each played three ways, in {seconds} s",
    ),
    "failed": ("{count} 段里有 {wrong} 段没对上", "{wrong} of {count} transcripts fail"),
    "t_unreadable": ("这一行看不懂：{text}", "cannot read this line: {text}"),
    "t_nothing": ("里面没有对话", "there is no conversation in it"),
    "t_differs": ("机器人说的和写的不一样", "the bot says something else"),
    "t_place": ("停的地方和写的不一样", "it stands somewhere else"),
    "t_unknown": (
        "没有这一步，或变量的值读不懂：{text}",
        "no such step, or a value that cannot be read: {text}",
    ),
    "t_no_button": ("按的按钮从没出现过：{text}", "no such button was ever shown: {text}"),
    "t_stored": ("存下再读出来以后，说的不一样", "after storing and reading back it says something else"),
    "t_twice": ("同一句送来两次，第二次的回答不一样", "delivered twice, the second answer differs"),
    "t_served": ("经过真实的服务，说的不一样", "through the real service it says something else"),
    "t_no_why": ("第一行要用 # 写上为什么有这段对话", "its first line must say why it exists: # …"),
    "no_update_in_ci": (
        "CI 里不能 --update：先在自己的机器上改，看过差别再提交",
        "--update is refused in CI: run it at home and read the difference",
    ),
    "updated": ("改写了 {count} 个文件", "{count} files rewritten"),
    "generated": ("写了 {count} 段自动对话到 {path}", "{count} generated transcripts written to {path}"),
    "coverage": (
        "覆盖　　　　　　　　　步　　　　　边　　　手写的边",
        "coverage             steps        edges   by hand",
    ),
    "coverage_short": (
        "没走到的（前面是名字，后面是写进 tests/transcripts/ 里某个 .txt 的话；= 开头的是从那一步开始）：",
        "never walked: its name, then what to write in a .txt of tests/transcripts/; = begins at that step:",
    ),
    "w_step": ("没到过这一步。写：= {place}", "a step nobody came to. Write: = {place}"),
    "w_choice": (
        "按钮没按过。写：= {place}，下一行 > [{text}]",
        "a button nobody pressed. Write: = {place}, then > [{text}]",
    ),
    "w_always": (
        "这个流程每一步都有的按钮没按过。写：= {place}，下一行 > [{text}]",
        "a button of every step, never pressed. Write: = {place}, then > [{text}]",
    ),
    "w_answer": (
        "这一问没人答过。写：= {place}，下一行 > 一个像样的回答",
        "a question nobody answered. Write: = {place}, then > and a fitting answer",
    ),
    "w_unknown": (
        "没人说过不知道。写：= {place}，下一行 > [{text}]",
        "nobody left it open. Write: = {place}, then > [{text}]",
    ),
    "w_retry": (
        "没试过答非所问。写：= {place}，下一行 > {text}",
        "nobody answered beside the point. Write: = {place}, then > {text}",
    ),
    "w_return": (
        "没有从用到的流程里回来过。写：= {place}，一直答到回来",
        "nobody came back from the sub-flow. Write: = {place}, and answer until it comes back",
    ),
    "w_go": ("没有从这一步往下走到 {to}。写：= {place}", "nobody went on to {to}. Write: = {place}"),
    "w_go_if": (
        "条件“{condition}”成立、走到 {to} 的情况没有。写：= {place}，同一行后面加上让它成立的 变量=值",
        "nobody went on to {to}, where {condition}. Write: = {place} and, on the same line, name=value to make it so",
    ),
    "w_go_else": (
        "前面的条件都不成立、走到 {to} 的情况没有。写：= {place}，同一行后面加上 变量=值",
        "nobody went on to {to}, where no condition before holds. Write: = {place} name=value",
    ),
    "w_word": (
        "没人打过这个随时管用的词。写：> {typed}",
        "a word that works anywhere, never typed. Write: > {typed}",
    ),
    "w_flow": (
        "没人用自己的话打开这个流程。写：> {typed}",
        "nobody opened this flow in their own words. Write: > {typed}",
    ),
    "coverage_hand": (
        "手写的对话只走到 {percent}% 的边，要 {wanted}%",
        "hand-written transcripts walk {percent}% of the edges, {wanted}% is wanted",
    ),
    "coverage_langs": ("各语言走到的边：{names}", "edges walked in each language: {names}"),
    # -- graph, new --------------------------------------------------------------------------------------------------
    "no_flow": ("没有叫 {name} 的流程。有：{names}", "no flow {name}. There are: {names}"),
    "bad_name": (
        "流程的名字只能用小写英文字母、数字和 _，以字母开头，例如 visit_at_door",
        "a flow's name is lower-case letters, digits and _, beginning with a letter, e.g. visit_at_door",
    ),
    "exists": ("{path} 已经有了", "{path} is already there"),
    "made": ("写好了 {path}。改完跑 menlian check", "wrote {path}. Edit it, then run menlian check"),
    # -- serve -------------------------------------------------------------------------------------------------------
    "well": ("正常", "well"),
    "unwell": ("不正常：{why}", "not well: {why}"),
    "listening": ("在听 {where}", "listening at {where}"),
    "stopping": ("收尾中……", "stopping …"),
    "stopped": ("停了", "stopped"),
}


def say(name: str, lang: str | None = None, /, **values: object) -> str:
    """One sentence for the person at the keyboard: Chinese, or English where `lang` is en."""
    return (
        WORDS[name][1 if lang == "en" else 0].format(**values)
        if values
        else WORDS[name][1 if lang == "en" else 0]
    )
