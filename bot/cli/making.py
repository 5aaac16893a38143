"""`menlian graph` and `menlian new`: a flow as a picture, a flow from nothing."""

from __future__ import annotations

import re
import sys
from argparse import Namespace

from bot.cli.project import ProjectError, find, load, shown, write
from bot.cli.words import say

SKELETON = """\
# 一个文件，一个流程。# 后面的话只给维护的人看，借款人看不到。
# 左边的英文词（say、choices …）不要改；冒号用半角 : ，后面空一格。用法见 docs/writing-dialogs.md
flow: {flow}
title: {flow}                      # 改成中文名字，例如：有人正在门口催收
topic: {flow}                      # 归在哪一类，例如 visit、money；只给维护的人看
review: {{status: draft}}            # 一直写 draft；律师本人用 menlian law sign 签，不用手改
also_said: [{flow}]                # 打这些字就进这个流程，改成人们会说的话，例如 [催收的人在敲门]

# 要问、要记住的东西，在这里先写好；用在文字里写成 ${{people}}
vars:
  people: {{type: int, between: 1..30, label: 来的人数}}

nodes:
  start:                           # 第一步；名字用小写英文和 _
    say: 这里写机器人说的话。
    choices:                       # 按钮：文字 -> 去哪一步
      - {{id: ask, text: 我想说说情况, to: ask_people}}
      - {{id: leave, text: 先到这里, to: bye}}

  ask_people:
    ask: 一共来了几个人？          # 问一句，答案记在 save_as 后面的名字里
    save_as: people
    retry: 请打一个数字，例如 2。  # 没看懂时怎么再问
    unknown: 不清楚                # 不知道也能往下走的按钮
    go:                            # 从上往下，第一个成立的；最后一个不写 if
      - {{if: people is unknown, to: bye}}
      - {{to: told}}

  told:
    say: 记下了，${{people}}个人。
    go: bye

  bye:
    say: 随时可以再来。
    end: yes                       # 流程到这里结束
"""


def graph(arguments: Namespace) -> int:
    """Mermaid on stdout, drawn from the very table that runs."""
    from bot.engine.machine import Tables, mermaid

    dialogs = load(find(arguments.dialogs, arguments.lang))
    if arguments.flow not in dialogs.flows:
        raise ProjectError(say("no_flow", arguments.lang, name=arguments.flow, names=" ".join(dialogs.flows)))
    sys.stdout.write(mermaid(dialogs, Tables(dialogs)[arguments.flow], arguments.flow))
    return 0


def new(arguments: Namespace) -> int:
    """A commented flow that passes the checker."""
    project = find(arguments.dialogs, arguments.lang)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", arguments.flow):
        raise ProjectError(say("bad_name", arguments.lang))
    path = project.dialogs / f"{arguments.flow}.yaml"
    if path.exists():
        raise ProjectError(say("exists", arguments.lang, path=shown(path)))
    write(path, SKELETON.format(flow=arguments.flow), arguments.lang)
    print(say("made", arguments.lang, path=shown(path)), file=sys.stderr)
    return 0
